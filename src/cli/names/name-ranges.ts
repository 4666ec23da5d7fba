import { foldNames } from './fold-names.ts';

/** Names that share a text and differ only in indices. */
interface NameRange {
  /** `h.{0..11}.attn.bias`. */
  readonly label: string;
  /** The label with `*` in place of each index that differs. */
  readonly pattern: string;
  readonly count: number;
  readonly text: string;
}

/**
 * Collapses names that have the same text and differ only in indices: `h.0.w` and `h.1.w` become `h.{0,1}.w`. The
 * result keeps the order of first appearance.
 */
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

/** Puts `*` in place of each segment that differs. All names have the same number of segments. */
function rangePatternOf([first = '', ...others]: readonly string[]): string {
  const segments = first.split('.');
  for (const other of others)
    other.split('.').forEach((segment, i) => (segments[i] = segment === segments[i] ? segment : '*'));
  return segments.join('.');
}
