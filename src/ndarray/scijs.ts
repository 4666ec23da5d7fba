import ndarray, { type NdArray } from 'ndarray';
import type { TypedArray } from 'ndarray';
import type { ArrayMemory } from './array-memory.ts';
import { tooFar } from './issues.ts';

/** The library rounds offsets to 32 bits, and would read other elements beyond. */
const MAX_END = 2 ** 31;

/** Returns an array of scijs's `ndarray`. It copies the lists of dimensions and strides, and no elements. */
export function scijsArray({ data, offset, shape, strides, what }: ArrayMemory): NdArray {
  const end = shape.reduce((last, dim, axis) => last + (dim - 1) * (strides[axis] as number), offset + 1);
  if (end > MAX_END) throw new RangeError(tooFar(what, end));
  // `as TypedArray`: AnyArray is any kind of typed arrays of numbers. The library does not write to the two lists.
  return ndarray(data as TypedArray, shape as number[], strides as number[], offset);
}
