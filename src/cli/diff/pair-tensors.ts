import type { Naming } from '../../checkpoint/fit/names.ts';
import { renamerOf } from '../../checkpoint/fit/names.ts';
import { parsePattern } from '../../place/pattern.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { clipText } from '../../checkpoint/text.ts';
import { UsageError } from '../command.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { digestOf, signatureOf } from '../input/tensor-data.ts';
import type { OnProgress } from '../output/terminal.ts';

/** A tensor of one side and the name under which it is compared. */
export interface SideTensor {
  readonly name: string;
  /** The name in the file. */
  readonly stored: string;
  readonly info: TensorInfo;
}
/** A tensor of A and the tensor of B that corresponds to it. */
export interface TensorPair {
  readonly a: SideTensor;
  readonly b: SideTensor;
}
export interface PairedTensors {
  readonly pairs: readonly TensorPair[];
  readonly removed: readonly SideTensor[];
  readonly added: readonly SideTensor[];
}
type TensorMap = ReadonlyMap<string, TensorInfo>;

/**
 * Pairs the tensors of two checkpoints by name, in the order of the first and then of the second. The options rename
 * the tensors of the first.
 *
 * @throws UsageError if two names of the first become one, TypeError if a pattern makes no sense
 */
export function pairTensors(
  a: TensorMap,
  b: TensorMap,
  naming: Naming & { readonly ignore: readonly string[] },
): PairedTensors {
  const rename = renamerOf(naming);
  const ignored = naming.ignore.map(parsePattern);
  const isIgnored = (name: string): boolean => ignored.some(({ matches }) => matches(name));
  const sideByName = new Map<string, SideTensor>();
  for (const [stored, info] of a) {
    const found = rename(stored);
    if (found === undefined || found.ignored || isIgnored(found.path)) continue;
    const twin = sideByName.get(found.path);
    if (twin !== undefined)
      throw new UsageError(
        `the names '${clipText(twin.stored)}' and '${clipText(stored)}' of A both become '${clipText(found.path)}': ` +
          'each name may occur once',
      );
    sideByName.set(found.path, { name: found.path, stored, info });
  }
  const pairs: TensorPair[] = [];
  const removed: SideTensor[] = [];
  for (const side of sideByName.values()) {
    const info = b.get(side.name);
    if (info === undefined) removed.push(side);
    else pairs.push({ a: side, b: { name: side.name, stored: side.name, info } });
  }
  const added = Array.from(b, ([name, info]) => ({ name, stored: name, info })).filter(
    ({ name }) => !sideByName.has(name) && !isIgnored(name),
  );
  return { pairs, removed, added };
}

/** A tensor with another name in B but the same dtype, shape and bytes. */
export interface RenamedPair {
  readonly a: SideTensor;
  readonly b: SideTensor;
  /** Several tensors of a side have the same bytes, so only the order of the names decides which belong together. */
  readonly ambiguous: boolean;
}

/**
 * Finds tensors that only changed their names, and takes them out of `removed` and `added`. It reads only tensors that
 * may be equal.
 */
export async function findRenames(
  sides: PairedTensors,
  a: Checkpoint,
  b: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<PairedTensors & { readonly renamed: readonly RenamedPair[] }> {
  const signatures = new Set(sides.removed.map(({ info }) => signatureOf(info)));
  const shared = new Set(
    sides.added.map(({ info }) => signatureOf(info)).filter((signature) => signatures.has(signature)),
  );
  const withSharedSignature = (all: readonly SideTensor[]): readonly SideTensor[] =>
    all.filter(({ info }) => shared.has(signatureOf(info)));
  const [removed, added] = [withSharedSignature(sides.removed), withSharedSignature(sides.added)];
  const total = [...removed, ...added].reduce((sum, { info }) => sum + info.end - info.start, 0);
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const before = await groupByData(removed, a, signal, onRead);
  const after = await groupByData(added, b, signal, onRead);
  const renamed: RenamedPair[] = [];
  for (const [key, from] of before) {
    const to = after.get(key) ?? [];
    const ambiguous = from.length > 1 || to.length > 1;
    from.slice(0, to.length).forEach((side, i) => renamed.push({ a: side, b: to[i] as SideTensor, ambiguous }));
  }
  const paired = new Set(renamed.flatMap((each) => [each.a, each.b]));
  const unpaired = (all: readonly SideTensor[]): readonly SideTensor[] => all.filter((side) => !paired.has(side));
  return { pairs: sides.pairs, removed: unpaired(sides.removed), added: unpaired(sides.added), renamed };
}

/** Compares names so that 2 comes before 10. */
const NAME_ORDER = new Intl.Collator('en', { numeric: true });

async function groupByData(
  sides: readonly SideTensor[],
  checkpoint: Checkpoint,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<ReadonlyMap<string, readonly SideTensor[]>> {
  const groups = new Map<string, SideTensor[]>();
  for (const side of sides) {
    const { hash } = await digestOf(checkpoint, side.stored, signal, onRead);
    const key = `${signatureOf(side.info)}${hash}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [side]);
    else known.push(side);
  }
  for (const group of groups.values()) group.sort((a, b) => NAME_ORDER.compare(a.name, b.name));
  return groups;
}
