import type { Checkpoint } from '../input/checkpoint.ts';
import { digestOf, signatureOf } from '../input/digest.ts';
import type { OnProgress } from '../output/progress.ts';
import type { SideTensor, PairedTensors } from './sides.ts';

/** A tensor that has another name in B, and the same element type, shape and bytes. */
export interface RenamedPair {
  readonly a: SideTensor;
  readonly b: SideTensor;
  /** Several on a side hold the same, so that only the order of names says which is which. */
  readonly ambiguous: boolean;
}

/** Finds tensors that only changed their names, and takes them out of those that were removed and added. Data are read only of what may be equal. */
export async function findRenames(
  sides: PairedTensors,
  a: Checkpoint,
  b: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<PairedTensors & { readonly renamed: readonly RenamedPair[] }> {
  const kinds = new Set(sides.removed.map(({ info }) => signatureOf(info)));
  const shared = new Set(sides.added.map(({ info }) => signatureOf(info)).filter((kind) => kinds.has(kind)));
  const maybe = (all: readonly SideTensor[]): readonly SideTensor[] =>
    all.filter(({ info }) => shared.has(signatureOf(info)));
  const [gone, come] = [maybe(sides.removed), maybe(sides.added)];
  const total = [...gone, ...come].reduce((sum, { info }) => sum + info.end - info.start, 0);
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const before = await groupByData(gone, a, signal, onRead);
  const after = await groupByData(come, b, signal, onRead);
  const renamed: RenamedPair[] = [];
  for (const [key, from] of before) {
    const to = after.get(key) ?? [];
    const ambiguous = from.length > 1 || to.length > 1;
    from.slice(0, to.length).forEach((side, i) => renamed.push({ a: side, b: to[i] as SideTensor, ambiguous }));
  }
  const paired = new Set(renamed.flatMap((each) => [each.a, each.b]));
  const left = (all: readonly SideTensor[]): readonly SideTensor[] => all.filter((side) => !paired.has(side));
  return { pairs: sides.pairs, removed: left(sides.removed), added: left(sides.added), renamed };
}

/** Numbers within names count as such: 2 comes before 10. */
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
