import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { formatShape } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import { droppedTensorsIn } from '../input/open-checkpoint.ts';
import { legalPathsOf } from '../../checkpoint/fit/legal-paths.ts';
import { toPrintable } from '../../array/printable.ts';
import { prefixesOf } from '../../checkpoint/fit/tensor-schema.ts';

/** A name that shares the memory of a tensor. */
interface SharedName {
  readonly name: string;
  readonly path: string;
  readonly owner: string;
  readonly ownerPath: string;
  readonly transpose: boolean;
  /** Whether the file stores the tensor under this name too. */
  readonly isStored: boolean;
}
/** The value `alias=owner` of an option. */
export interface TieOption {
  readonly text: string;
  readonly transpose: boolean;
}
/** A tie that an option or the metadata ask for. */
interface WantedTie {
  readonly name: string;
  readonly owner: string;
  readonly transpose: boolean;
  /** Whether an option asks for it, so that an issue is an error. */
  readonly isAsked: boolean;
}

/** The ties of a file, and the ties of the metadata that no layout can have, with the reason. */
export interface SelectedTies {
  readonly shared: readonly SharedName[];
  readonly tieIssues: ReadonlyMap<string, string>;
}

/**
 * Selects the ties of a file. The metadata name tensors that the official library did not store because they share the
 * memory of another: dropped → kept (`save_model` of safetensors.torch). Options name further ties. If the file stores
 * the tied name too, the shapes must agree.
 *
 * @throws UsageError if an option names no tensor or asks for an impossible tie
 */
export function selectTies(
  kept: ReadonlyMap<string, KeptTensor>,
  names: ReadonlySet<string>,
  metadata: ReadonlyMap<string, string>,
  options: readonly TieOption[],
): SelectedTies {
  const wanted = new Map<string, WantedTie>();
  for (const { removed, kept: owner } of droppedTensorsIn(metadata, names))
    wanted.set(removed, { name: removed, owner, transpose: false, isAsked: false });
  for (const option of options) for (const each of parseTie(option, names)) wanted.set(each.name, each);

  const owners = new Map([...kept].filter(([name]) => !wanted.has(name)));
  const leaves = new Set(Array.from(owners.values(), ({ path }) => path));
  const above = new Set([...leaves].flatMap(prefixesOf));
  const shared: SharedName[] = [];
  const tieIssues = new Map<string, string>();
  for (const each of wanted.values()) {
    const found = selectTie(each, wanted);
    const path = kept.get(each.name)?.path ?? legalPathsOf([each.name]).get(each.name)?.path ?? each.name;
    const owner = owners.get(found.owner);
    const isLeftOut = names.has(each.name) && !kept.has(each.name);
    const why =
      owner === undefined ? 'the owner is left out'
      : isLeftOut ? 'it is left out itself'
      : tieIssueOf(found, owner, kept.get(each.name), path, leaves, above);
    if (owner !== undefined && why === undefined) {
      shared.push({
        name: each.name,
        path,
        owner: found.owner,
        ownerPath: owner.path,
        transpose: found.transpose,
        isStored: names.has(each.name),
      });
      leaves.add(path);
      for (const prefix of prefixesOf(path)) above.add(prefix);
    } else if (each.isAsked)
      throw new UsageError(`'${toPrintable(each.name)}' cannot be tied to '${toPrintable(found.owner)}': ${why}`);
    else tieIssues.set(each.name, `tied to '${found.owner}', but ${why}`);
  }
  return { shared, tieIssues };
}

/**
 * Parses `alias=owner` for a tensor or for all tensors below a name. A name may contain `=`, so the first `=` before
 * the name of a tensor divides the text.
 */
function parseTie({ text, transpose }: TieOption, names: ReadonlySet<string>): readonly WantedTie[] {
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    const [name, owner] = [text.slice(0, at), text.slice(at + 1)];
    if (name === owner)
      throw new UsageError(`a tie 'alias=owner' of two names was expected, found '${toPrintable(text)}'`);
    if (names.has(owner)) return [{ name, owner, transpose, isAsked: true }];
    const below = [...names].filter((each) => each.startsWith(`${owner}.`));
    if (below.length > 0)
      return below.map((each) => ({ name: name + each.slice(owner.length), owner: each, transpose, isAsked: true }));
  }
  const hint =
    text.includes('=') ?
      `no tensor of the file is called '${toPrintable(text.slice(text.indexOf('=') + 1))}'`
    : 'found none';
  throw new UsageError(`a tie 'alias=owner' whose owner is a tensor was expected in '${toPrintable(text)}', ${hint}`);
}

/** Follows a tie to a tie up to the owner. Two transposes cancel. */
function selectTie(tie: WantedTie, wanted: ReadonlyMap<string, WantedTie>): WantedTie {
  let [{ owner, transpose }, next] = [tie, wanted.get(tie.owner)];
  for (const seen = new Set([tie.name]); next !== undefined; next = wanted.get(owner)) {
    if (seen.has(next.name))
      throw new UsageError(`'${toPrintable(tie.name)}' is tied to itself: an owner cannot be a tie`);
    seen.add(next.name);
    owner = next.owner;
    transpose = transpose !== next.transpose;
  }
  return { ...tie, owner, transpose };
}

function tieIssueOf(
  { transpose }: WantedTie,
  owner: KeptTensor,
  own: KeptTensor | undefined,
  path: string,
  leaves: ReadonlySet<string>,
  above: ReadonlySet<string>,
): string | undefined {
  if (transpose && owner.shape.length !== 2) return `the owner is not a matrix but ${formatShape(owner.shape)}`;
  const expected = formatShape(transpose ? [...owner.shape].reverse() : owner.shape);
  if (own !== undefined && formatShape(own.shape) !== expected)
    return `the file stores it as ${formatShape(own.shape)}, but ${expected} was expected`;
  if (leaves.has(path) || above.has(path) || prefixesOf(path).some((prefix) => leaves.has(prefix)))
    return `another tensor has the path '${toPrintable(path)}'`;
  return undefined;
}

/** A tensor that the layout will hold, and its path there. */
export interface KeptTensor {
  readonly path: string;
  readonly info: TensorInfo;
  readonly shape: readonly number[];
}
