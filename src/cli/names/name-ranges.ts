import { foldNames } from './fold-names.ts';

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
export function nameRangesOf(entries: Iterable<readonly [name: string, text: string]>): readonly NameRange[] {
  const folds = foldNames(
    entries,
    ([name]) => [name],
    ([, text]) => text,
  );
  return folds.map(({ labels, items }) => {
    const [[, text]] = items as [readonly [string, string]];
    return {
      label: labels[0] as string,
      pattern: rangePatternOf(items.map(([name]) => name)),
      count: items.length,
      text,
    };
  });
}

/** A star for each segment that is not the same in all of some names of as many segments. */
function rangePatternOf([first = '', ...others]: readonly string[]): string {
  const segments = first.split('.');
  for (const other of others)
    other.split('.').forEach((segment, i) => (segments[i] = segment === segments[i] ? segment : '*'));
  return segments.join('.');
}
