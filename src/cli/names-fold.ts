import { rangesOf } from './tree/fold.ts';
import { isIndex } from './tree/tree.ts';

/** Items whose names are the same but for indices. */
export interface Fold<T> {
  /** `h.{0..11}.attn.weight`; of an item that has several names, one a name. */
  readonly labels: readonly string[];
  readonly items: readonly T[];
}

/**
 * Folds items that one and the same is said of: those whose names differ in indices only, and have every combination of them. Of an item with two
 * names, such as a tensor that was renamed, indices that go together are one: `h.{0..11}.w` and `blocks.{0..11}.w`.
 */
export function foldNames<T>(items: Iterable<T>, namesOf: (item: T) => readonly string[]): readonly Fold<T>[] {
  const families = new Map<string, { readonly names: readonly (readonly string[])[]; readonly members: Member<T>[] }>();
  for (const item of items) {
    const names = namesOf(item).map((name) => name.split('.'));
    const indices: string[] = [];
    const template = names.map((segments) => segments.map((segment) => (isIndex(segment) ? (indices.push(segment), INDEX) : segment)));
    const key = JSON.stringify(template);
    const known = families.get(key);
    if (known === undefined) families.set(key, { names: template, members: [{ item, indices }] });
    else known.members.push({ item, indices });
  }
  return [...families.values()].flatMap(({ names, members }) => folds(names, members));
}

interface Member<T> {
  readonly item: T;
  readonly indices: readonly string[];
}
/** No name's segment has a dot. */
const INDEX = '.';

function folds<T>(names: readonly (readonly string[])[], members: readonly Member<T>[]): readonly Fold<T>[] {
  const { indices } = members[0] as Member<T>;
  const columns = indices.map((_, i) => new Set(members.map((member) => member.indices[i] as string)));
  const at = columns.findIndex(({ size }) => size > 1);
  const combinations = [...independent(names, columns, members).values()].reduce((product, size) => product * size, 1);
  if (combinations === members.length) return [{ labels: labelsOf(names, columns), items: members.map(({ item }) => item) }];
  const parts = new Map<string, Member<T>[]>(Array.from(columns[at] as ReadonlySet<string>, (index) => [index, []]));
  for (const member of members) parts.get(member.indices[at] as string)?.push(member);
  return [...parts.values()].flatMap((part) => folds(names, part));
}

/**
 * How many indices each place has that varies on its own. Places of two names that are equal from end to end vary together and count once; within
 * one name they do not, since `d.{0..2}.{0..2}` would be read as nine.
 */
function independent<T>(names: readonly (readonly string[])[], columns: readonly ReadonlySet<string>[], members: readonly Member<T>[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  let i = 0;
  for (const segments of names) {
    const seen = new Map<string, number>();
    for (const segment of segments) {
      if (segment !== INDEX) continue;
      const { size } = columns[i] as ReadonlySet<string>;
      const column = size > 1 ? members.map(({ indices }) => indices[i]).join() : '';
      i += 1;
      if (size < 2) continue;
      const times = (seen.get(column) ?? 0) + 1;
      seen.set(column, times);
      sizes.set(`${times} ${column}`, size);
    }
  }
  return sizes;
}

function labelsOf(names: readonly (readonly string[])[], columns: readonly ReadonlySet<string>[]): readonly string[] {
  let next = 0;
  return names.map((segments) => segments.map((segment) => (segment === INDEX ? indexLabel(columns[next++] as ReadonlySet<string>) : segment)).join('.'));
}

function indexLabel(indices: ReadonlySet<string>): string {
  const [only] = indices;
  return indices.size === 1 ? (only as string) : `{${rangesOf(Array.from(indices, Number).sort((a, b) => a - b))}}`;
}
