import type { AnyArray } from '../../types/array/kind.ts';
import { describe } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { overlap } from '../array/overlap.ts';
import { wrongLength } from '../schema/issues.ts';

/**
 * The `out` among the options that end a list of arguments; undefined if the last argument is something else. Use it
 * where no other argument has a typed array at `out`.
 */
export function outOf(last: unknown): AnyArray | undefined {
  const { out } = (last ?? {}) as { readonly out?: AnyArray };
  return kindOf(out) === undefined ? undefined : out;
}

/**
 * Returns an array to write to that has the kind and length of another, and no memory in common with it.
 *
 * @throws TypeError for another kind, RangeError for another length and for common memory
 */
export function requireOut(owner: string, flat: AnyArray, out: AnyArray | undefined): AnyArray | undefined {
  if (out === undefined) return undefined;
  if (kindOf(out) !== kindOf(flat))
    throw new TypeError(`${owner}: out: a ${kindOf(flat)} was expected, found ${kindOf(out) ?? describe(out)}`);
  if (out.length !== flat.length) throw new RangeError(`${owner}: out: ${wrongLength(flat.length, out.length)}`);
  if (overlap(flat, out)) throw new RangeError(`${owner}: out has elements in common with the flat array`);
  return out;
}
