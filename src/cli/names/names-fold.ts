import { rangesOf } from '../tree/alike.ts';
import { isIndex } from '../tree/tree.ts';

/** Items whose names are the same but for indices. */
export interface Fold<T> {
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
): readonly Fold<T>[] {
  const families = new Map<string, { readonly names: Template; readonly members: Member<T>[] }>();
  for (const item of items) {
    const names = namesOf(item).map((name) => name.split('.'));
    const indices: string[] = [];
    const template = names.map((segments) =>
      segments.map((segment) => (isIndex(segment) ? (indices.push(segment), INDEX) : segment)),
    );
    const key = `${JSON.stringify(template)}${saidOf(item)}`;
    const known = families.get(key);
    if (known === undefined) families.set(key, { names: template, members: [{ item, indices }] });
    else known.members.push({ item, indices });
  }
  return [...families.values()].flatMap(({ names, members }) => folds(names, members));
}

/** The segments of an item's names, without what the indices are. */
type Template = readonly (readonly string[])[];
interface Member<T> {
  readonly item: T;
  readonly indices: readonly string[];
}
/** No name's segment has a dot. */
const INDEX = '.';

/** So many indices that vary on their own are folded; a hostile name may have a hundred thousand. */
const MOST = 12;

function folds<T>(names: Template, members: readonly Member<T>[]): readonly Fold<T>[] {
  const { places, count } = placesOf(names, members);
  const whole = (): readonly Fold<T>[] =>
    members.map(({ item, indices }) => ({ labels: labelsOf(names, (i) => indices[i] as string), items: [item] }));
  if (members.length === 1 || count > MOST) return whole();
  const rows = members.map((member) => ({
    member,
    tuple: Array.from({ length: count }, (_, each) => member.indices[places.indexOf(each)] as string),
  }));
  return boxes(rows, 0).map(({ sides, rows: within }) => {
    const { indices } = (within[0] as Row<T>).member;
    const texts = sides.map(indexLabel);
    return {
      labels: labelsOf(names, (i) => texts[places[i] as number] ?? (indices[i] as string)),
      items: within.map(({ member: { item } }) => item),
    };
  });
}

/**
 * For each place of an index which of those it is that vary on their own, -1 where it is always the same. Places of two names that are equal from end
 * to end vary together; within one name they do not, since `d.{0..2}.{0..2}` would be read as nine.
 */
function placesOf<T>(
  names: Template,
  members: readonly Member<T>[],
): { readonly places: readonly number[]; readonly count: number } {
  const known = new Map<string, number>();
  const places: number[] = [];
  for (const segments of names) {
    const seen = new Map<string, number>();
    for (const segment of segments) {
      if (segment !== INDEX) continue;
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

interface Row<T> {
  readonly member: Member<T>;
  readonly tuple: readonly string[];
}
/** Rows that have every combination of the indices of its sides. */
interface Box<T> {
  readonly sides: readonly (readonly string[])[];
  readonly rows: readonly Row<T>[];
}

/** Divides rows into boxes, from one side on: indices of a side belong together where what lies below them is the same. */
function boxes<T>(rows: readonly Row<T>[], side: number): readonly Box<T>[] {
  if (side === (rows[0] as Row<T>).tuple.length) return [{ sides: [], rows }];
  const byIndex = new Map<string, Row<T>[]>();
  for (const row of rows) {
    const index = row.tuple[side] as string;
    const known = byIndex.get(index);
    if (known === undefined) byIndex.set(index, [row]);
    else known.push(row);
  }
  const alike = new Map<
    string,
    { readonly own: string[]; readonly sides: readonly (readonly string[])[]; readonly rows: Row<T>[] }
  >();
  for (const [index, below] of byIndex) {
    for (const box of boxes(below, side + 1)) {
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

function labelsOf(names: Template, textOf: (place: number) => string): readonly string[] {
  let next = 0;
  return names.map((segments) => segments.map((segment) => (segment === INDEX ? textOf(next++) : segment)).join('.'));
}

function indexLabel(indices: readonly string[]): string {
  return indices.length === 1 ?
      (indices[0] as string)
    : `{${rangesOf(Array.from(indices, Number).sort((a, b) => a - b))}}`;
}
