// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { Slot } from '../../types/place/slot.ts';
import { stridesOf } from '../schema/strides.ts';

/** Looks a path up in the other layout. */
type FindOther = (path: string) => Slot | undefined;

/**
 * Returns the leaves that the other layout has as lists of members, each with a slot for every member. For example, the
 * leaf `layers.w` of shape [12, 4] in a stack has the members `layers.0.w` to `layers.11.w` of shape [4], if the other
 * layout has a `layers.0.w` of shape [4] in a repeat. The owner of a member is that of the leaf.
 *
 * The other layout may have a leaf of the path too, such as `1.0` of another block. Then the leaf has members if a leaf
 * beside it has members of the same kind and no counterpart of its own path.
 *
 * `isOther` tells whether a path has a counterpart, which may be a member itself.
 *
 * @throws TypeError if the members may have two kinds of paths
 */
export function membersOf(
  slots: readonly Slot[],
  findOther: FindOther,
  isOther = (path: string): boolean => findOther(path) !== undefined,
): ReadonlyMap<Slot, readonly Slot[]> {
  const depths = new Map(slots.map((slot) => [slot, depthsOf(slot, findOther)]));
  // Where leaves without a counterpart have members, by the path above the index.
  const stacks = new Set<string>();
  for (const [slot, found] of depths)
    if (!isOther(slot.path)) for (const depth of found) stacks.add(prefixOf(slot.path, depth));
  const members = new Map<Slot, readonly Slot[]>();
  for (const [slot, found] of depths) {
    const fitting = isOther(slot.path) ? found.filter((depth) => stacks.has(prefixOf(slot.path, depth))) : found;
    const [depth, second] = fitting;
    if (depth === undefined) continue;
    if (second !== undefined) throw new TypeError(twoKinds(slot.path, depth, second));
    members.set(slot, membersAt(slot, depth));
  }
  return members;
}

const twoKinds = (path: string, one: number, two: number): string =>
  `'${path}': members '${pathAt(path, one, '*')}' or ` +
  `'${pathAt(path, two, '*')}' were expected in the other layout, found both`;

function membersAt(slot: Slot, depth: number): readonly Slot[] {
  const [count = 0, ...shape] = slot.shape;
  const length = slot.length / count;
  return Array.from({ length: count }, (_, i) => ({
    path: pathAt(slot.path, depth, i),
    offset: slot.offset + i * length,
    length,
    shape,
    strides: stridesOf(shape),
    tiedTo: slot.tiedTo ?? slot.path,
    transposed: false,
  }));
}

/**
 * The depths at which the index of a member may stand: those at which the other layout has as many members as the leaf,
 * or if there is none, another number of them.
 */
function depthsOf(slot: Slot, findOther: FindOther): readonly number[] {
  const [count = 0, ...shape] = slot.shape;
  if (count === 0 || slot.transposed) return [];
  const has = (depth: number, index: number): boolean =>
    findOther(pathAt(slot.path, depth, index))?.shape.join() === shape.join();
  const possible = [0, ...splitPath(slot.path).map((_, i) => i + 1)].filter((depth) => has(depth, 0));
  // The only member of `h.0` is `h.0.0`, wherever its index stands.
  if (count === 1)
    return possible.filter((depth, i) => i === 0 || !havePathInCommon(slot.path, depth, possible[i - 1] as number));
  if (possible.length < 2) return possible;
  const exact = possible.filter((depth) => has(depth, count - 1) && !has(depth, count));
  return exact.length === 0 ? possible : exact;
}

const havePathInCommon = (path: string, one: number, two: number): boolean =>
  pathAt(path, one, 0) === pathAt(path, two, 0);
const splitPath = (path: string): readonly string[] => (path === '' ? [] : path.split('.'));
const prefixOf = (path: string, depth: number): string => `${depth} ${splitPath(path).slice(0, depth).join('.')}`;
function pathAt(path: string, depth: number, index: number | '*'): string {
  const segments = splitPath(path);
  return [...segments.slice(0, depth), `${index}`, ...segments.slice(depth)].join('.');
}
