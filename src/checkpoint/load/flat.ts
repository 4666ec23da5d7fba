import type { AnyArray } from '../../../types/array/kind.ts';
import { kindOf, typeOfKind } from '../../array/kind.ts';
import { wrongLength } from '../../schema/issues.ts';
import { requireOwnOrder } from '../../schema/strides.ts';
import { whyNot } from '../dtype/convert.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtype } from '../dtype/kind.ts';
import type { Accepted } from '../fit/fit.ts';

/** Refuses what is no typed array of numbers of a layout's length. */
export function checkFlat(flat: unknown, length: number): asserts flat is AnyArray {
  const kind = kindOf(flat);
  if (typeOfKind(kind) === undefined)
    throw new TypeError(
      `a typed array of numbers was expected to load into, found ${kind ?? (flat === null ? 'null' : typeof flat)}`,
    );
  const found = (flat as AnyArray).length;
  if (found !== length) throw new RangeError(wrongLength(length, found));
  requireOwnOrder(flat as AnyArray);
}

/** The element types that come into a typed array of a kind. */
export const acceptedBy = (kind: string): Accepted => ({
  native: nativeDtype(kind) as Dtype, // every kind of numbers has one
  whyNot: (dtype) => whyNot(dtype, kind),
});
