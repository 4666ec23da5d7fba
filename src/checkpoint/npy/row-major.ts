import { BITS } from '../dtype/dtype.ts';
import { swap } from '../dtype/endian.ts';
import type { NpyHeader } from './header.ts';

/** Turns an array's data, in place where it can, into elements that lie row by row, each with its lowest byte first. */
export function rowMajor(data: Uint8Array, { dtype, bigEndian, fortranOrder, shape }: NpyHeader): Uint8Array {
  const size = BITS[dtype] / 8;
  const ordered = bigEndian ? swap(data, size) : data;
  const isBoth = shape.filter((dim) => dim !== 1).length < 2; // a vector has one order only
  return fortranOrder && !isBoth ? byRows(ordered, shape, size) : ordered;
}

export const isRowMajor = ({ bigEndian, fortranOrder }: NpyHeader): boolean => !bigEndian && !fortranOrder;

/** From column by column to row by row: the source is walked with the last index fastest, whose stride there is the largest. */
function byRows(source: Uint8Array, shape: readonly number[], size: number): Uint8Array {
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
