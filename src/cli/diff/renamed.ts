import type { Checkpoint } from '../input/checkpoint.ts';
import { digestOf, kindOf } from '../input/digest.ts';
import type { OnProgress } from '../output/progress.ts';
import type { Side, Sides } from './sides.ts';

/** A tensor that has another name in B, and the same element type, shape and bytes. */
export interface Renamed {
  readonly a: Side;
  readonly b: Side;
  /** Several on a side hold the same, so that only the order of names says which is which. */
  readonly ambiguous: boolean;
}

/** Finds tensors that only changed their names, and takes them out of those that were removed and added. Data are read only of what may be equal. */
export async function withRenamed(
  sides: Sides,
  a: Checkpoint,
  b: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Sides & { readonly renamed: readonly Renamed[] }> {
  const kinds = new Set(sides.removed.map(({ info }) => kindOf(info)));
  const shared = new Set(sides.added.map(({ info }) => kindOf(info)).filter((kind) => kinds.has(kind)));
  const maybe = (all: readonly Side[]): readonly Side[] => all.filter(({ info }) => shared.has(kindOf(info)));
  const [gone, come] = [maybe(sides.removed), maybe(sides.added)];
  const total = [...gone, ...come].reduce((sum, { info }) => sum + info.end - info.start, 0);
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const before = await byData(gone, a, signal, onRead);
  const after = await byData(come, b, signal, onRead);
  const renamed: Renamed[] = [];
  for (const [key, from] of before) {
    const to = after.get(key) ?? [];
    const ambiguous = from.length > 1 || to.length > 1;
    from.slice(0, to.length).forEach((side, i) => renamed.push({ a: side, b: to[i] as Side, ambiguous }));
  }
  const paired = new Set(renamed.flatMap((each) => [each.a, each.b]));
  const left = (all: readonly Side[]): readonly Side[] => all.filter((side) => !paired.has(side));
  return { pairs: sides.pairs, removed: left(sides.removed), added: left(sides.added), renamed };
}

/** Numbers within names count as such: 2 comes before 10. */
const order = new Intl.Collator('en', { numeric: true });

async function byData(
  sides: readonly Side[],
  checkpoint: Checkpoint,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<ReadonlyMap<string, readonly Side[]>> {
  const groups = new Map<string, Side[]>();
  for (const side of sides) {
    const { hash } = await digestOf(checkpoint, side.stored, signal, onRead);
    const key = `${kindOf(side.info)}${hash}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [side]);
    else known.push(side);
  }
  for (const group of groups.values()) group.sort((a, b) => order.compare(a.name, b.name));
  return groups;
}
