import type { AnyArray } from '../types/view.ts';
import { describe } from './found.ts';
import { kindOf } from './leaf.ts';

export interface PackOptions {
  readonly into?: AnyArray | undefined;
  readonly fill?: boolean | undefined;
}

/** What `pack` was given beside the structure: a flat array, or options. */
export function readPackOptions(given: AnyArray | PackOptions | undefined): PackOptions {
  if (given === undefined || kindOf(given) !== undefined) return { into: given as AnyArray | undefined };
  if (describe(given) !== 'an object')
    throw new TypeError(`a flat array or options were expected, found ${describe(given)}`);
  for (const key of Object.keys(given))
    if (key !== 'into' && key !== 'fill') throw new TypeError(`pack has no option '${key}'`);
  const { into, fill = false } = given as PackOptions;
  if (typeof fill !== 'boolean') throw new TypeError(`fill must be true or false, found ${describe(fill)}`);
  return { into, fill };
}
