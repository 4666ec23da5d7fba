import { basename, dirname } from 'node:path';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import type { StoreFile } from '../../checkpoint/store/store-file.ts';
import { checkComplete, groupShards } from '../../checkpoint/store/unindexed-shards.ts';
import { clipText, formatShape } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import { type Checkpoint, type OpenOptions, withCheckpoint } from '../input/open-checkpoint.ts';
import { throwIssues } from './convert-plan.ts';

/** An input of a conversion, under the name that the user gave. */
interface NamedCheckpoint {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

/** Several checkpoints as one, and the names of the tensors that another file replaces. */
export interface JoinedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly replaced: readonly string[];
}

interface JoinInputsOptions extends OpenOptions {
  /** The files whose tensors replace those of the inputs. */
  readonly replacements: readonly string[];
  readonly isLeftOut: (name: string) => boolean;
}

/**
 * Opens several checkpoints as one. The tensors of `replacements` take the places of those with their names.
 *
 * @throws UsageError if two inputs hold a tensor of one name, if some but not all shards of a set are given, or if a
 * replacement is not of the shape of the tensor that it replaces
 */
export async function withJoined<T>(
  files: readonly string[],
  { replacements, ...options }: JoinInputsOptions,
  use: (joined: JoinedCheckpoint) => Promise<T>,
): Promise<T> {
  refusePartsOfSets(files);
  const { prefix: _prefix, ...whole } = options; // a replacement has the names of the inputs, prefix included
  return openAll(files, options, (inputs) =>
    openAll(replacements, whole, (others) => use(replaceTensors(joinAll(inputs, options), others))),
  );
}

async function openAll<T>(
  files: readonly string[],
  options: OpenOptions,
  use: (opened: readonly NamedCheckpoint[]) => Promise<T>,
): Promise<T> {
  const [file, ...others] = files;
  if (file === undefined) return use([]);
  return withCheckpoint(file, options, (checkpoint) =>
    openAll(others, options, (opened) => use([{ file, checkpoint }, ...opened])),
  );
}

/** One shard alone may be meant, but two of three are a mistake. */
function refusePartsOfSets(files: readonly string[]): void {
  for (const within of groupByFolder(files).values())
    for (const set of groupShards([...new Set(within.map((file) => basename(file)))]))
      if (set.files.length > 1) checkComplete(set);
}

function groupByFolder(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file]);
  return groups;
}

function joinAll(inputs: readonly NamedCheckpoint[], { isLeftOut }: Pick<JoinInputsOptions, 'isLeftOut'>): Checkpoint {
  const [{ checkpoint: first }, ...others] = inputs as readonly [NamedCheckpoint, ...NamedCheckpoint[]];
  if (others.length === 0) return first;
  const owners = new Map<string, NamedCheckpoint>();
  for (const input of inputs)
    for (const name of input.checkpoint.tensors.keys()) {
      const other = owners.get(name);
      if (other === undefined) owners.set(name, input);
      else if (!isLeftOut(name))
        throw new UsageError(
          `'${clipText(name)}' is in '${clipText(other.file)}' and in '${clipText(input.file)}': ` +
            'each tensor must be in one input; --ignore leaves it out, --with replaces it',
        );
    }
  const ownerOf = (name: string): Checkpoint => (owners.get(name) as NamedCheckpoint).checkpoint;
  const metadata = new Map<string, string>();
  for (const { checkpoint } of inputs)
    for (const [key, text] of checkpoint.metadata) if (!metadata.has(key)) metadata.set(key, text);
  return {
    ...first,
    tensors: new Map(Array.from(owners.keys(), (name) => [name, ownerOf(name).tensors.get(name) as TensorInfo])),
    dataOf: (name) => ownerOf(name).dataOf(name),
    warnings: inputs.flatMap(({ checkpoint }) => checkpoint.warnings),
    metadata,
    files: new Map(
      inputs.flatMap(({ file, checkpoint }) =>
        Array.from(checkpoint.files, ([name, header]) => [`${file} ${name}`, header] as const),
      ),
    ),
    unsupported: new Map(inputs.flatMap(({ checkpoint }) => [...checkpoint.unsupported])),
  };
}

function replaceTensors(base: Checkpoint, others: readonly NamedCheckpoint[]): JoinedCheckpoint {
  if (others.length === 0) return { checkpoint: base, replaced: [] };
  const issues: string[] = [];
  const taken = new Map<string, { readonly file: string; readonly info: TensorInfo; readonly data: StoreFile }>();
  for (const { file, checkpoint } of others)
    for (const [name, info] of checkpoint.tensors) {
      const old = base.tensors.get(name);
      const other = taken.get(name);
      if (old === undefined) issues.push(`'${clipText(name)}' of '${clipText(file)}' replaces no tensor of the input`);
      else if (formatShape(old.shape) !== formatShape(info.shape) || old.shape.length !== info.shape.length)
        issues.push(
          `'${clipText(name)}' of '${clipText(file)}': expected the shape ${formatShape(old.shape)} of the tensor ` +
            `that it replaces, found ${formatShape(info.shape)}`,
        );
      else if (other !== undefined)
        issues.push(`'${clipText(name)}' is in '${clipText(other.file)}' and in '${clipText(file)}': expected one`);
      else taken.set(name, { file, info, data: checkpoint.dataOf(name) });
    }
  throwIssues(issues);
  const checkpoint: Checkpoint = {
    ...base,
    tensors: new Map(Array.from(base.tensors, ([name, info]) => [name, taken.get(name)?.info ?? info])),
    dataOf: (name) => taken.get(name)?.data ?? base.dataOf(name),
  };
  return { checkpoint, replaced: [...taken.keys()] };
}
