import { groupAlike, type KeyedChild, groupLabelOf, numberSubtrees } from '../tree/alike.ts';
import type { MemoryPlace } from './place.ts';

/** Places that are alike and stand under indices of one place, or a single one. */
export interface PlaceGroup {
  /** `wte.weight`, or `{0..11}`. */
  readonly label: string;
  /** In the order of memory. */
  readonly members: readonly MemoryPlace[];
  /** Of one member; the first stands for all. */
  readonly children: readonly PlaceGroup[];
  /** How often it is there: its members, times those of the groups around it. */
  readonly count: number;
}

/** A tree of places with equal blocks in one: those of the same names, types and shapes all the way down. */
export function placeGroupsOf(root: MemoryPlace): readonly PlaceGroup[] {
  const numbers = numberSubtrees<MemoryPlace>(root, {
    childrenOf: keyedChildrenOf,
    ownOf: ({ leaf, tiedTo, rest }) =>
      `${rest}|${tiedTo ?? ''}|${leaf === undefined ? '' : `${leaf.dtype}[${leaf.shape.join()}]`}`,
  });
  return groupChildren(root, numbers, 1);
}

const keyedChildrenOf = ({ children }: MemoryPlace): readonly KeyedChild<MemoryPlace>[] =>
  children.map((child) => [child.key, child]);

function groupChildren(
  place: MemoryPlace,
  numbers: ReadonlyMap<MemoryPlace, number>,
  times: number,
): readonly PlaceGroup[] {
  return groupAlike(keyedChildrenOf(place), numbers).map((group) => {
    const members = group.map(([, member]) => member);
    const [first] = members as [MemoryPlace];
    const count = times * members.length;
    return { label: groupLabelOf(group) + first.rest, members, count, children: groupChildren(first, numbers, count) };
  });
}

/** What all of them take, wherever they stand. */
export const groupLengthOf = ({ members, count }: PlaceGroup): number => count * (members[0] as MemoryPlace).length;
