import { DTYPE_BITS } from '../dtype/dtype.ts';
import { swapBytes } from '../dtype/byte-order.ts';
import type { NpyHeader } from './npy-header.ts';

/**
 * Reorders an array's data so that elements lie row by row with the lowest byte first. It changes the bytes in place if
 * it can.
 */
export function toRowMajor(data: Uint8Array, { dtype, bigEndian, fortranOrder, shape }: NpyHeader): Uint8Array {
  const size = DTYPE_BITS[dtype] / 8;
  const ordered = bigEndian ? swapBytes(data, size) : data;
  const isBoth = shape.filter((dim) => dim !== 1).length < 2; // such an array is the same by rows and by columns
  return fortranOrder && !isBoth ? transposeToRows(ordered, shape, size) : ordered;
}

/** Why such an array needs memory for all of its bytes. */
export const REORDERED_WHOLE = 'an array by columns or with the highest byte first is reordered as a whole';

export const isRowMajor = ({ bigEndian, fortranOrder }: NpyHeader): boolean => !bigEndian && !fortranOrder;

/**
 * Copies elements that lie by columns into rows. The last index runs fastest; in the source its stride is the largest.
 */
function transposeToRows(source: Uint8Array, shape: readonly number[], size: number): Uint8Array {
  const target = new Uint8Array(source.length);
  const strides = shape.map((_, i) => shape.slice(0, i).reduce((product, dim) => product * dim, size));
  const columns = shape.at(-1) as number;
  const stride = strides.at(-1) as number;
  const index = shape.slice(0, -1).map(() => 0);
  for (let to = 0; to < target.length;) {
    let from = index.reduce((sum, i, axis) => sum + i * (strides[axis] as number), 0);
    for (let i = 0; i < columns; i++, from += stride)
      for (let byte = 0; byte < size; byte++) target[to++] = source[from + byte] as number;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return target;
}
