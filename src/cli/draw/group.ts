import { alikeAmong, type Child, labelOf, numbersOf } from '../tree/alike.ts';
import type { Place } from './place.ts';

/** Places that are alike and stand under indices of one place, or a single one. */
export interface Group {
  /** `wte.weight`, or `{0..11}`. */
  readonly label: string;
  /** In the order of memory. */
  readonly members: readonly Place[];
  /** Of one member; the first stands for all. */
  readonly children: readonly Group[];
  /** How often it is there: its members, times those of the groups around it. */
  readonly count: number;
}

/** A tree of places with equal blocks in one: those of the same names, types and shapes all the way down. */
export function groupsOf(root: Place): readonly Group[] {
  const numbers = numbersOf<Place>(root, {
    childrenOf,
    ownOf: ({ leaf, tiedTo, rest }) =>
      `${rest}|${tiedTo ?? ''}|${leaf === undefined ? '' : `${leaf.dtype}[${leaf.shape.join()}]`}`,
  });
  return grouped(root, numbers, 1);
}

const childrenOf = ({ children }: Place): readonly Child<Place>[] => children.map((child) => [child.key, child]);

function grouped(place: Place, numbers: ReadonlyMap<Place, number>, times: number): readonly Group[] {
  return alikeAmong(childrenOf(place), numbers).map((group) => {
    const members = group.map(([, member]) => member);
    const [first] = members as [Place];
    const count = times * members.length;
    return { label: labelOf(group) + first.rest, members, count, children: grouped(first, numbers, count) };
  });
}

/** What all of them take, wherever they stand. */
export const sizeOf = ({ members, count }: Group): number => count * (members[0] as Place).length;
