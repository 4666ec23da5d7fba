import { didYouMean } from './issues.ts';
import { sortKeys } from './order.ts';

/**
 * Returns `; did you mean 'x'?` for the first name, in code-unit order, that is near the wrong one; '' if none is near.
 * Two names of one letter share nothing, so neither is meant by the other.
 */
export function suggest(wrong: string, names: readonly string[]): string {
  const near = sortKeys(names.filter((name) => isNear(wrong, name) && (wrong.length !== 1 || name.length !== 1)))[0];
  return near === undefined ? '' : didYouMean(near);
}

/** Whether two different names are one edit apart, or one transposition of neighbours. */
export function isNear(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  const [afterX, afterY] = [x.slice(1), y.slice(1)];
  if (afterX === afterY || afterX === y || x === afterY) return a !== b;
  return x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
}
