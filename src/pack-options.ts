import type { AnyArray } from '../types/view.ts';
import { found } from './found.ts';
import { kindOf } from './leaf.ts';

export interface PackOptions {
  readonly into?: AnyArray | undefined;
  readonly fill?: boolean | undefined;
}

/** What `pack` was given beside the structure: a flat array, or options. */
export function packOptions(given: AnyArray | PackOptions | undefined): PackOptions {
  if (given === undefined || kindOf(given) !== undefined) return { into: given as AnyArray | undefined };
  if (typeof given !== 'object' || given === null) throw new TypeError(`a flat array or options were expected, found ${found(given)}`);
  const proto = Object.getPrototypeOf(given) as object | null;
  if (proto !== null && Object.getPrototypeOf(proto) !== null) return { into: given as AnyArray }; // a buffer, or what is refused as none
  for (const key of Object.keys(given)) if (key !== 'into' && key !== 'fill') throw new TypeError(`pack has the options into and fill, but no '${key}'`);
  const { fill } = given as PackOptions;
  if (fill !== undefined && typeof fill !== 'boolean') throw new TypeError(`fill must be true or false, found ${found(fill)}`);
  return given as PackOptions;
}
