import { indexRangesOf, isIndex } from '../tree/equal-subtrees.ts';

/** Items whose names are the same but for indices. */
export interface NameFold<T> {
  /** `h.{0..11}.attn.weight`; of an item that has several names, one a name. */
  readonly labels: readonly string[];
  readonly items: readonly T[];
}

/**
 * Folds items that one and the same is said of: those whose names differ in indices only, and have every combination of what stands in braces. Of
 * an item with two names, such as a tensor that was renamed, indices that go together are one: `h.{0..11}.w` and `blocks.{0..11}.w`. What `saidOf`
 * gives keeps items apart that not the same is said of.
 */
export function foldNames<T>(
  items: Iterable<T>,
  namesOf: (item: T) => readonly string[],
  saidOf: (item: T) => string = () => '',
): readonly NameFold<T>[] {
  const families = new Map<string, { readonly names: NameTemplate; readonly members: FoldMember<T>[] }>();
  for (const item of items) {
    const names = namesOf(item).map((name) => name.split('.'));
    const indices: string[] = [];
    const template = names.map((segments) =>
      segments.map((segment) => (isIndex(segment) ? (indices.push(segment), INDEX_MARK) : segment)),
    );
    const key = `${JSON.stringify(template)}${saidOf(item)}`;
    const known = families.get(key);
    if (known === undefined) families.set(key, { names: template, members: [{ item, indices }] });
    else known.members.push({ item, indices });
  }
  return [...families.values()].flatMap(({ names, members }) => foldFamily(names, members));
}

/** The segments of an item's names, without what the indices are. */
type NameTemplate = readonly (readonly string[])[];
interface FoldMember<T> {
  readonly item: T;
  readonly indices: readonly string[];
}
/** No name's segment has a dot. */
const INDEX_MARK = '.';

/** So many indices that vary on their own are folded; a hostile name may have a hundred thousand. */
const MAX_VARYING_INDICES = 12;

function foldFamily<T>(names: NameTemplate, members: readonly FoldMember<T>[]): readonly NameFold<T>[] {
  const { places, count } = varyingIndicesOf(names, members);
  const whole = (): readonly NameFold<T>[] =>
    members.map(({ item, indices }) => ({ labels: foldLabelsOf(names, (i) => indices[i] as string), items: [item] }));
  if (members.length === 1 || count > MAX_VARYING_INDICES) return whole();
  const rows = members.map((member) => ({
    member,
    tuple: Array.from({ length: count }, (_, each) => member.indices[places.indexOf(each)] as string),
  }));
  return divideIntoBoxes(rows, 0).map(({ sides, rows: within }) => {
    const { indices } = (within[0] as IndexRow<T>).member;
    const texts = sides.map(indexLabelOf);
    return {
      labels: foldLabelsOf(names, (i) => texts[places[i] as number] ?? (indices[i] as string)),
      items: within.map(({ member: { item } }) => item),
    };
  });
}

/**
 * For each place of an index which of those it is that vary on their own, -1 where it is always the same. Places of two names that are equal from end
 * to end vary together; within one name they do not, since `d.{0..2}.{0..2}` would be read as nine.
 */
function varyingIndicesOf<T>(
  names: NameTemplate,
  members: readonly FoldMember<T>[],
): { readonly places: readonly number[]; readonly count: number } {
  const known = new Map<string, number>();
  const places: number[] = [];
  for (const segments of names) {
    const seen = new Map<string, number>();
    for (const segment of segments) {
      if (segment !== INDEX_MARK) continue;
      const column = members.map(({ indices }) => indices[places.length]);
      const text = column.join();
      const times = (seen.get(text) ?? 0) + 1;
      seen.set(text, times);
      const key = `${times} ${text}`;
      if (column.every((index) => index === column[0])) places.push(-1);
      else {
        if (!known.has(key)) known.set(key, known.size);
        places.push(known.get(key) as number);
      }
    }
  }
  return { places, count: known.size };
}

interface IndexRow<T> {
  readonly member: FoldMember<T>;
  readonly tuple: readonly string[];
}
/** Rows that have every combination of the indices of its sides. */
interface IndexBox<T> {
  readonly sides: readonly (readonly string[])[];
  readonly rows: readonly IndexRow<T>[];
}

/** Divides rows into boxes, from one side on: indices of a side belong together where what lies below them is the same. */
function divideIntoBoxes<T>(rows: readonly IndexRow<T>[], side: number): readonly IndexBox<T>[] {
  if (side === (rows[0] as IndexRow<T>).tuple.length) return [{ sides: [], rows }];
  const byIndex = new Map<string, IndexRow<T>[]>();
  for (const row of rows) {
    const index = row.tuple[side] as string;
    const known = byIndex.get(index);
    if (known === undefined) byIndex.set(index, [row]);
    else known.push(row);
  }
  const alike = new Map<
    string,
    { readonly own: string[]; readonly sides: readonly (readonly string[])[]; readonly rows: IndexRow<T>[] }
  >();
  for (const [index, below] of byIndex) {
    for (const box of divideIntoBoxes(below, side + 1)) {
      const key = JSON.stringify(box.sides.map((each) => [...each].sort()));
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { own: [index], sides: box.sides, rows: [...box.rows] });
      else {
        known.own.push(index);
        for (const row of box.rows) known.rows.push(row);
      }
    }
  }
  return Array.from(alike.values(), (each) => ({ sides: [each.own, ...each.sides], rows: each.rows }));
}

function foldLabelsOf(names: NameTemplate, textOf: (place: number) => string): readonly string[] {
  let next = 0;
  return names.map((segments) =>
    segments.map((segment) => (segment === INDEX_MARK ? textOf(next++) : segment)).join('.'),
  );
}

function indexLabelOf(indices: readonly string[]): string {
  return indices.length === 1 ?
      (indices[0] as string)
    : `{${indexRangesOf(Array.from(indices, Number).sort((a, b) => a - b))}}`;
}
