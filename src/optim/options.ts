// No twin in types: the compiler checks the names and types of options, and the run time their values.
import { describe } from '../array/describe.ts';

/** Which numbers an option may have. `says` is the end of the sentence "… must be". */
export interface NumberRange {
  readonly says: string;
  readonly has: (value: number) => boolean;
}
export const FROM_ZERO: NumberRange = { says: 'a finite number of at least 0', has: (x) => x >= 0 && x < Infinity };
export const ABOVE_ZERO: NumberRange = { says: 'a finite number above 0', has: (x) => x > 0 && x < Infinity };
export const BELOW_ONE: NumberRange = { says: 'a number from 0 to below 1', has: (x) => x >= 0 && x < 1 };
export const UP_TO_ONE: NumberRange = { says: 'a number from 0 to 1', has: (x) => x >= 0 && x <= 1 };
export const COUNT: NumberRange = { says: 'an integer of at least 1', has: (x) => Number.isSafeInteger(x) && x >= 1 };

/** Returns a number in a range. @throws TypeError for anything but a number, RangeError for one outside */
export function readNumber(what: string, value: unknown, { says, has }: NumberRange): number {
  if (typeof value !== 'number') throw new TypeError(`${what} must be ${says}, found ${describe(value)}`);
  if (!has(value)) throw new RangeError(`${what} must be ${says}, found ${value}`);
  return value;
}
