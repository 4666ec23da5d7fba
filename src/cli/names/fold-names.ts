import { indexRangesOf, isIndex } from '../tree/equal-subtrees.ts';

/** Items whose names differ only in indices. */
interface NameFold<T> {
  /** `h.{0..11}.attn.weight`; one label for each name of an item. */
  readonly labels: readonly string[];
  readonly items: readonly T[];
}

/**
 * Collapses items whose names differ only in indices into one row. The items of a row hold every combination of the
 * indices in its braces.
 *
 * A renamed tensor has two names. Their indices vary together: `h.{0..11}.w` and `blocks.{0..11}.w`. Items for which
 * `textOf` returns different texts stay apart.
 */
export function foldNames<T>(
  items: Iterable<T>,
  namesOf: (item: T) => readonly string[],
  textOf: (item: T) => string = () => '',
): readonly NameFold<T>[] {
  const families = new Map<string, { readonly names: NameTemplate; readonly members: FoldMember<T>[] }>();
  for (const item of items) {
    const names = namesOf(item).map((name) => name.split('.'));
    const indices: string[] = [];
    const template = names.map((segments) =>
      segments.map((segment) => (isIndex(segment) ? (indices.push(segment), INDEX_MARK) : segment)),
    );
    const key = `${JSON.stringify(template)}${textOf(item)}`;
    const known = families.get(key);
    if (known === undefined) families.set(key, { names: template, members: [{ item, indices }] });
    else known.members.push({ item, indices });
  }
  return [...families.values()].flatMap(({ names, members }) => foldFamily(names, members));
}

/** The segments of the names of an item, with a mark in place of each index. */
type NameTemplate = readonly (readonly string[])[];
interface FoldMember<T> {
  readonly item: T;
  readonly indices: readonly string[];
}
/** Stands for an index. A segment never contains a dot. */
const INDEX_MARK = '.';

/** Names with more varying indices are not collapsed: a hostile name may have a hundred thousand. */
const MAX_VARYING_INDICES = 12;

function foldFamily<T>(names: NameTemplate, members: readonly FoldMember<T>[]): readonly NameFold<T>[] {
  const { columns, count } = varyingIndicesOf(names, members);
  const whole = (): readonly NameFold<T>[] =>
    members.map(({ item, indices }) => ({ labels: foldLabelsOf(names, (i) => indices[i] as string), items: [item] }));
  if (members.length === 1 || count > MAX_VARYING_INDICES) return whole();
  const rows = members.map((member) => ({
    member,
    tuple: Array.from({ length: count }, (_, each) => member.indices[columns.indexOf(each)] as string),
  }));
  return divideIntoBoxes(rows, 0).map(({ sides, rows: within }) => {
    const { indices } = (within[0] as IndexRow<T>).member;
    const texts = sides.map(indexLabelOf);
    return {
      labels: foldLabelsOf(names, (i) => texts[columns[i] as number] ?? (indices[i] as string)),
      items: within.map(({ member: { item } }) => item),
    };
  });
}

/**
 * Numbers the indices that vary on their own. For each index of a template the result has the number of its group, or
 * -1 for an index that is always the same.
 *
 * Indices of two names that are equal in all items form one group. Two indices of one name never do: `d.{0..2}.{0..2}`
 * would read as nine items.
 */
function varyingIndicesOf<T>(
  names: NameTemplate,
  members: readonly FoldMember<T>[],
): { readonly columns: readonly number[]; readonly count: number } {
  const known = new Map<string, number>();
  const columns: number[] = [];
  for (const segments of names) {
    const seen = new Map<string, number>();
    for (const segment of segments) {
      if (segment !== INDEX_MARK) continue;
      const column = members.map(({ indices }) => indices[columns.length]);
      const text = column.join();
      const times = (seen.get(text) ?? 0) + 1;
      seen.set(text, times);
      const key = `${times} ${text}`;
      if (column.every((index) => index === column[0])) columns.push(-1);
      else {
        if (!known.has(key)) known.set(key, known.size);
        columns.push(known.get(key) as number);
      }
    }
  }
  return { columns, count: known.size };
}

interface IndexRow<T> {
  readonly member: FoldMember<T>;
  readonly tuple: readonly string[];
}
/** Rows that hold every combination of the indices of `sides`. */
interface IndexBox<T> {
  readonly sides: readonly (readonly string[])[];
  readonly rows: readonly IndexRow<T>[];
}

/** Divides rows into boxes, beginning at one side. Indices of a side go together if the boxes below them are equal. */
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
