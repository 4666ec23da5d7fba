import { rangesOf } from '../tree/fold.ts';
import { isIndex } from '../tree/tree.ts';
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
  const numbers = new Map<string, number>();
  const shapes = new Map<Place, number>();
  number(root, numbers, shapes);
  return grouped(root.children, shapes, 1);
}

/** Equal subtrees have the same number, so that each is looked at once. */
function number(place: Place, numbers: Map<string, number>, shapes: Map<Place, number>): number {
  const { leaf, tiedTo, rest } = place;
  const inner = place.children.map((child) => `${JSON.stringify(child.key)}:${number(child, numbers, shapes)}`);
  const own = leaf === undefined ? '' : `${leaf.dtype}[${leaf.shape.join()}]`;
  const text = `${rest}|${tiedTo ?? ''}|${own}{${inner.join()}}`;
  let id = numbers.get(text);
  if (id === undefined) numbers.set(text, (id = numbers.size));
  shapes.set(place, id);
  return id;
}

function grouped(places: readonly Place[], shapes: ReadonlyMap<Place, number>, times: number): readonly Group[] {
  const groups = new Map<string, Place[]>();
  places.forEach((place, i) => {
    const group = isIndex(place.key) ? `${shapes.get(place)}` : `'${i}`;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [place]);
    else known.push(place);
  });
  return Array.from(groups.values(), (members) => {
    const [{ key, rest, children }] = members as [Place];
    const count = times * members.length;
    const indices = members.map((member) => Number(member.key)).sort((a, b) => a - b);
    const label = members.length === 1 ? key + rest : `{${rangesOf(indices)}}${rest}`;
    return { label, members, count, children: grouped(children, shapes, count) };
  });
}

/** What all of them take, wherever they stand. */
export const sizeOf = ({ members, count }: Group): number => count * (members[0] as Place).length;
