// No twin in types: the compiler compares the values of options with their types.
import { describe } from '../array/describe.ts';
import { requireOptions } from '../schema/options.ts';

/** What an option takes, in words, and the test of a value. */
export interface OptionCheck {
  readonly expected: string;
  accepts(value: unknown): boolean;
}
/** The options of a function by name. */
export type OptionChecks = Readonly<Record<string, OptionCheck>>;

/**
 * Checks the names and the values of options. An option that is undefined counts as left out.
 *
 * @throws TypeError that names the wrong option, what it takes and what was found
 */
export function checkOptions(owner: string, options: object, known: OptionChecks): void {
  requireOptions(owner, options, Object.keys(known));
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const { expected, accepts } = known[name] as OptionCheck; // requireOptions has compared the names
    if (value !== undefined && !accepts(value))
      throw new TypeError(`${name} must be ${expected}, found ${showValue(value)}`);
  }
}

const showValue = (value: unknown): string =>
  Object(value) === value || typeof value === 'symbol' ? describe(value)
  : typeof value === 'string' ? JSON.stringify(value)
  : String(value);

/** Of an option whose user has a check of its own. */
export const CHECKED_BY_USER: OptionCheck = { expected: '', accepts: () => true };
export const A_BOOLEAN: OptionCheck = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const A_TEXT: OptionCheck = { expected: 'a text', accepts: (value) => typeof value === 'string' };
export const A_COUNT: OptionCheck = {
  expected: 'a number from 0 on',
  accepts: (value) => typeof value === 'number' && value >= 0,
};
export const A_FUNCTION: OptionCheck = { expected: 'a function', accepts: (value) => typeof value === 'function' };
export const PATTERNS: OptionCheck = {
  expected: 'a list of patterns',
  accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};
/** A dtype, or an object that has one for each pattern. */
export const DTYPES: OptionCheck = {
  expected: 'a dtype, or an object from patterns to dtypes',
  accepts: (value) => typeof value === 'string' || isPlain(value),
};

/** One of a few texts. */
export const oneOf = (...texts: readonly string[]): OptionCheck => ({
  expected: texts.map((text) => `'${text}'`).join(' or '),
  accepts: (value) => texts.some((text) => text === value),
});

/** Whether tensors that the layout does not have are errors. */
export const EXTRA = oneOf('error', 'ignore');

/** Whether a value is an object with keys of its own: no list, no `Map`, no `Headers`. */
export const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => describe(value) === 'an object';
