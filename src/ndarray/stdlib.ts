import type { StdlibDtype, StdlibFunction } from '../../types/ndarray/stdlib.ts';
import { kindOf } from '../array/kind.ts';
import type { ArrayMemory } from './array-memory.ts';

/** Returns an array of `@stdlib/ndarray`. It copies the lists of dimensions and strides, and no elements. */
export function stdlibArray(make: StdlibFunction<unknown>, { data, offset, shape, strides }: ArrayMemory): unknown {
  const isColumnMajor = (strides[0] ?? 0) < (strides.at(-1) ?? 0);
  return make(
    dtypeOf(data),
    data,
    shape as number[], // the function copies both lists
    strides.length === 0 ? [0] : (strides as number[]), // as the library wants it for a scalar
    offset,
    isColumnMajor ? 'column-major' : 'row-major',
  );
}

/** `'float32'` for a Float32Array and so on; `'uint8c'` for a Uint8ClampedArray. */
const dtypeOf = (data: object): StdlibDtype =>
  (kindOf(data) as string).replace('Array', '').replace('Clamped', 'c').toLowerCase() as StdlibDtype;
