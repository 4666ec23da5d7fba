// No twin in types: the compiler does not see where arrays lie.
import type { AnyArray } from '../../types/array/kind.ts';

/** Whether two arrays have an element in common, in part or as a whole. */
export const overlap = (a: AnyArray, b: AnyArray): boolean =>
  a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
