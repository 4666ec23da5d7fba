// No twin in types: the compiler checks the names of options by itself.
import { describe } from '../array/describe.ts';
import { suggest } from './suggest.ts';

/** Checks that options are an object that has only known names. @throws TypeError that names the wrong one */
export function requireOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (describe(options) !== 'an object')
    throw new TypeError(`${owner}: options were expected, found ${describe(options)}`);
  for (const name of Object.keys(options as object))
    if (!known.includes(name))
      throw new TypeError(
        `${owner} has no option '${name}'; its options are ${known.join(', ')}${suggest(name, known)}`,
      );
}
