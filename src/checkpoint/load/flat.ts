import type { AnyArray } from '../../../types/view.ts';
import { kindOf, typeOfKind } from '../../leaf.ts';
import { wrongLength } from '../../refusal.ts';
import { refuseTransposed } from '../../strided.ts';
import { whyNotDecoded } from '../dtype/convert.ts';
import type { Accepted } from '../fit/fit.ts';
import { nativeDtype } from '../dtype/kind.ts';
import type { Dtype } from '../dtype/dtype.ts';

/** Refuses what is no typed array of numbers of a layout's length. */
export function checkTarget(flat: unknown, length: number): asserts flat is AnyArray {
  const kind = kindOf(flat);
  if (typeOfKind(kind) === undefined)
    throw new TypeError(
      `a typed array of numbers was expected to load into, found ${kind ?? (flat === null ? 'null' : typeof flat)}`,
    );
  const found = (flat as AnyArray).length;
  if (found !== length) throw new RangeError(wrongLength(length, found));
  refuseTransposed(flat as AnyArray);
}

/** The element types that come into a typed array of a kind. */
export const acceptedDtypesOf = (kind: string): Accepted => ({
  native: nativeDtype(kind) as Dtype, // every kind of numbers has one
  whyNot: (dtype) => whyNotDecoded(dtype, kind),
});
