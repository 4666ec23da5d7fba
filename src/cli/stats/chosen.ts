import { parsePattern } from '../../place/pattern.ts';
import { suggest } from '../../schema/suggest.ts';
import { UsageError } from '../exit.ts';
import { printable, shortened } from '../output/printable.ts';

/**
 * The names that any of the patterns matches, in the order of the file.
 *
 * @throws UsageError for a pattern that means nothing, and for one that matches none
 */
export function chosen(patterns: readonly string[], names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const text of patterns) {
    const found = matcher(text, names);
    if (found.length === 0)
      throw new UsageError(
        `'${text}' matches no tensor of the ${names.length} in the file${suggest(text, names.slice(0, MOST).map(shown))}`,
      );
    for (const name of found) all.add(name);
  }
  return new Set(names.filter((name) => all.has(name)));
}

/** Names among which a near one is looked for. */
const MOST = 10_000;
const shown = (name: string): string => shortened(printable(name), 80);

/** A name that stands for itself comes before a pattern: names may hold what a pattern reads as a wildcard. */
function matcher(text: string, names: readonly string[]): readonly string[] {
  if (names.includes(text)) return [text];
  try {
    const { matches } = parsePattern(text);
    return names.filter(matches);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
