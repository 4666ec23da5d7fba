// No twin in types: `Fits` in types/checkpoint/fit/fit.ts looks for a near name itself.
import { isNear } from '../../schema/suggest.ts';
import type { FitIssue } from './fit-issue.ts';

/** The most names on each side that are compared. The time grows with the product of both numbers. */
const MAX_NEAR_NAMES = 500;

/** Adds similar names: an unexpected name is often a missing one, misspelt. */
export function addNearNames(issues: readonly FitIssue[]): readonly FitIssue[] {
  const all = (problem: FitIssue['problem']): FitIssue[] =>
    issues.filter((each) => each.problem === problem).slice(0, MAX_NEAR_NAMES);
  const others = { missing: all('unexpected'), unexpected: all('missing') };
  return issues.map((each, i) => {
    if (i >= MAX_NEAR_NAMES || (each.problem !== 'missing' && each.problem !== 'unexpected')) return each;
    const near = others[each.problem].find(({ path }) => isNear(path, each.path));
    return near === undefined ? each : { ...each, near: near.name };
  });
}

/**
 * Returns a name that differs from a pattern in one segment, by one edit or transposition; undefined if there is none.
 * Segments with wildcards equal any segment.
 */
export function nearestNameOf(pattern: string, names: Iterable<string>): string | undefined {
  const parts = pattern.split('.');
  const isWild = (part: string): boolean => /[*{]/.test(part);
  let left = MAX_NEAR_NAMES * 10;
  for (const name of names) {
    if (left-- === 0) return undefined;
    const segments = name.split('.', parts.length + 1);
    if (segments.length !== parts.length) continue;
    const wrong = parts.flatMap((part, i) => (isWild(part) || part === segments[i] ? [] : [i]));
    const [only, ...others] = wrong;
    if (only !== undefined && others.length === 0 && isNear(parts[only] as string, segments[only] as string))
      return name;
  }
  return undefined;
}
