import type { AnyArray } from '../../../types/view.ts';
import type { Slot } from '../../../types/slot.ts';

/** Where an element of a tensor's transpose stands in the tensor: both count row by row. */
export function transposedIndexOf({ shape }: Slot): (i: number) => number {
  const [rows, columns] = shape as readonly [number, number]; // only matrices are transposed
  return (i) => (i % rows) * columns + Math.floor(i / rows);
}

/** The memory of an array as integers of its elements' size: a NaN that is moved as a number may come out as another. */
export function bitsOf({
  buffer,
  byteOffset,
  length,
  BYTES_PER_ELEMENT,
}: AnyArray): Uint8Array | Uint16Array | Uint32Array | BigUint64Array {
  const Bits = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array }[
    BYTES_PER_ELEMENT
  ] as typeof Uint32Array;
  return new Bits(buffer, byteOffset, length);
}
