import { rangesOf } from './tree/fold.ts';
import { isIndex } from './tree/tree.ts';

/** Names that differ in nothing but indices, with one text. */
export interface NameRange {
  /** `h.{0..11}.attn.bias`. */
  readonly label: string;
  /** The same with `*` in place of indices that differ. */
  readonly pattern: string;
  readonly count: number;
  readonly text: string;
}

/** Folds names that have the same text, `h.0.w` and `h.1.w` to `h.{0,1}.w`; in the order in which they first appear. */
export function nameRanges(entries: Iterable<readonly [name: string, text: string]>): readonly NameRange[] {
  const groups = new Map<string, { readonly segments: readonly string[]; readonly text: string; readonly indices: number[][] }>();
  for (const [name, text] of entries) {
    const segments = name.split('.');
    const key = `${segments.map((segment) => (isIndex(segment) ? '0' : segment)).join('.')}\n${text}`;
    const indices = segments.filter(isIndex).map(Number);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { segments, text, indices: [indices] });
    else known.indices.push(indices);
  }
  return Array.from(groups.values(), ({ segments, text, indices }) => ranges(indices, 0).map((all) => rangeOf(segments, all, text))).flat();
}

function rangeOf(segments: readonly string[], indices: readonly (readonly number[])[], text: string): NameRange {
  const labels = indices.map((each) => (each.length === 1 ? `${each[0]}` : `{${rangesOf(each)}}`));
  const stars = indices.map((each) => (each.length === 1 ? `${each[0]}` : '*'));
  const filled = (marks: readonly string[]): string => {
    let at = 0;
    return segments.map((segment) => (isIndex(segment) ? marks[at++] : segment)).join('.');
  };
  return { label: filled(labels), pattern: filled(stars), count: indices.reduce((product, each) => product * each.length, 1), text };
}

/** Products of sets of indices that have the same tuples together, from one place of the tuples on. */
function ranges(tuples: readonly (readonly number[])[], place: number): readonly (readonly (readonly number[])[])[] {
  if (place === (tuples[0] as readonly number[]).length) return [[]];
  const byIndex = new Map<number, (readonly number[])[]>();
  for (const tuple of tuples) {
    const index = tuple[place] as number;
    const known = byIndex.get(index);
    if (known === undefined) byIndex.set(index, [tuple]);
    else known.push(tuple);
  }
  const alike = new Map<string, { readonly indices: number[]; readonly rest: readonly (readonly number[])[] }>();
  for (const [index, below] of [...byIndex].sort(([a], [b]) => a - b)) {
    for (const rest of ranges(below, place + 1)) {
      const key = JSON.stringify(rest);
      const known = alike.get(key);
      if (known === undefined) alike.set(key, { indices: [index], rest });
      else known.indices.push(index);
    }
  }
  return Array.from(alike.values(), ({ indices, rest }) => [indices, ...rest]);
}
