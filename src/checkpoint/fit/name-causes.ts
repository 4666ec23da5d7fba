// No twin in types: the compiler does not see the names of a file.
import { clipText } from '../text.ts';
import { labelOfNames } from './fold-issues.ts';
import type { FitCause } from './fit-cause.ts';

/** Names that agree once `from` at their beginning becomes `to`. Both are empty or end with a dot. */
export interface PrefixPair {
  readonly from: string;
  readonly to: string;
  /** The names of the file for which it holds. */
  readonly count: number;
}

/** Longer names are not compared: a hostile name may have a hundred million dots. */
const MAX_COMPARED_LENGTH = 1000;
const MAX_PAIRS = 3;

/**
 * Finds prefixes that keep names of a file from being paths. For each name, it looks for the longest end that is also
 * the end of exactly one of the paths, and counts what stands before it on both sides.
 */
export function findPrefixPairs(paths: Iterable<string>, names: readonly string[]): readonly PrefixPair[] {
  const ends = new Map<string, string | undefined>();
  for (const path of paths) for (const end of nameEndsOf(path)) ends.set(end, ends.has(end) ? undefined : path);
  const counts = new Map<string, { readonly from: string; readonly to: string; count: number }>();
  for (const name of names) {
    for (const end of nameEndsOf(name)) {
      if (!ends.has(end)) continue;
      const path = ends.get(end);
      if (path === undefined) break;
      const [from, to] = [name.slice(0, -end.length), path.slice(0, -end.length)];
      const key = JSON.stringify([from, to]);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { from, to, count: 1 });
      else known.count++;
      break;
    }
  }
  const pairs = [...counts.values()].sort((a, b) => b.count - a.count);
  // One name may agree with a path by chance.
  return pairs
    .filter(({ from, to, count }) => count > 1 || ((from === '' || to === '') && count === names.length))
    .slice(0, MAX_PAIRS);
}

/** A name and its ends after each dot, the longest first. */
function* nameEndsOf(name: string): Generator<string> {
  if (name.length > MAX_COMPARED_LENGTH || name === '') return;
  yield name;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (dot + 1 < name.length) yield name.slice(dot + 1);
}

/** What the names of a file are, for the sentence about them. */
export interface NamesOfFile {
  /** All names of the file that count, without the prefix that was given, as `names` gives them. */
  readonly all: readonly string[];
  /** Those among them that are paths already. */
  readonly used: ReadonlySet<string>;
  /** The prefix that was given. */
  readonly prefix: string;
  /** Whether `names` was given. Then the cause suggests no `names`, which would have to be joined. */
  readonly isRenamed: boolean;
}

/** The sentence about a pair of prefixes, and the option that removes it. */
export function prefixCauseOf({ from, to, count }: PrefixPair, file: NamesOfFile): FitCause {
  const { all, used, prefix, isRenamed } = file;
  if (to === '') return addedPrefixCauseOf(from, file);
  const fact =
    from === '' ?
      `the layout's paths begin with '${clipText(to)}', which ` +
      `${count === all.length ? 'the names in the file' : `${count} names in the file`} lack`
    : `${count} names in the file begin with '${clipText(prefix + from)}' where the layout has '${clipText(to)}'`;
  if (isRenamed) return { fact };
  if (from !== '') return { fact, option: { name: 'names', value: { [`${from}{**rest}`]: `${to}{rest}` } } };
  if (used.size === 0) return { fact, option: { name: 'names', value: { '{**name}': `${to}{name}` } } };
  const firsts = new Set(all.filter((name) => !used.has(name)).map((name) => name.split('.', 1)[0] as string));
  if (firsts.size > 4) return { fact };
  const rules = Array.from(firsts, (first) =>
    all.includes(first) ? [first, `${to}${first}`] : [`${first}.{**rest}`, `${to}${first}.{rest}`],
  );
  return { fact, option: { name: 'names', value: Object.fromEntries(rules) as Record<string, string> } };
}

function addedPrefixCauseOf(from: string, { all, used, prefix, isRenamed }: NamesOfFile): FitCause {
  const others = all.filter((name) => !name.startsWith(from));
  const whole = prefix + from;
  const isEvery = others.length === 0;
  const fact =
    `${isEvery ? 'every name' : `${all.length - others.length} of ${all.length} names`} in ` +
    `the file ${isEvery ? 'begins' : 'begin'} with '${clipText(whole)}'`;
  if (isRenamed) return { fact };
  // `prefix` would leave out names without it that are paths already.
  if (!isEvery && others.some((name) => used.has(name)))
    return { fact, option: { name: 'names', value: { [`${from}{**rest}`]: '{rest}' } } };
  const note = isEvery ? undefined : `that leaves out the others, such as '${labelOfNames(others.slice(0, 1))}'`;
  return { fact, option: { name: 'prefix', value: whole }, note };
}
