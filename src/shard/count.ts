import { printed } from '../array/describe.ts';
import { notPositive } from './issues.ts';

/** Returns an integer of at least 1. @throws RangeError for any other value; `what` names it in the error */
export function requirePositive(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) throw new RangeError(notPositive(what, printed(value)));
  return value as number;
}
