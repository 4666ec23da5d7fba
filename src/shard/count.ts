import { notPositive } from './issues.ts';

/** Returns a number above 0. @throws RangeError for any other value; `what` names it */
export function requirePositive(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw new RangeError(notPositive(what, String(value)));
  return value as number;
}
