import { didYouMean } from './issues.ts';
import { sortKeys } from './order.ts';

/**
 * Returns `; did you mean 'x'?` for the first name, in code-unit order, that is near the wrong one; '' if none is near.
 */
export function suggest(wrong: string, names: readonly string[]): string {
  const near = sortKeys(names.filter((name) => isNear(wrong, name)))[0];
  return near === undefined ? '' : didYouMean(near);
}

/** Whether two different names are one edit apart, or one transposition of neighbours. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  if (short.length < long.length) return short.slice(i) === long.slice(i + 1);
  if (short.slice(i + 1) === long.slice(i + 1)) return true;
  return short[i] === long[i + 1] && short[i + 1] === long[i] && short.slice(i + 2) === long.slice(i + 2);
}
