import { UsageError } from '../exit.ts';
import { suggestion } from '../../near.ts';
import { pattern } from '../../pattern.ts';
import { printable, shorten } from '../output/printable.ts';

/**
 * The names that any of the patterns matches, in the order of the file.
 *
 * @throws UsageError for a pattern that means nothing, and for one that matches none
 */
export function chooseNames(patterns: readonly string[], names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const text of patterns) {
    const found = matchingNamesOf(text, names);
    if (found.length === 0)
      throw new UsageError(
        `'${text}' matches no tensor of the ${names.length} in the file${suggestion(text, names.slice(0, MAX_NAMES_SUGGESTED_FROM).map(shortNameOf))}`,
      );
    for (const name of found) all.add(name);
  }
  return new Set(names.filter((name) => all.has(name)));
}

/** Names among which a near one is looked for. */
const MAX_NAMES_SUGGESTED_FROM = 10_000;
const shortNameOf = (name: string): string => shorten(printable(name), 80);

/** A name that stands for itself comes before a pattern: names may hold what a pattern reads as a wildcard. */
function matchingNamesOf(text: string, names: readonly string[]): readonly string[] {
  if (names.includes(text)) return [text];
  try {
    const { matches } = pattern(text);
    return names.filter(matches);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
