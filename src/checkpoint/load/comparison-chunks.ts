// No twin in types: compares data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { kindOf } from '../../array/kind.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf } from '../dtype/decode.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import type { StoreFile } from '../store/store-file.ts';
import { type LeafToRead, makeScratch, windowChunksOf } from './leaf-chunks.ts';
import type { Chunk } from './read-chunks.ts';

/** A further copy of a leaf in the file. */
export interface TiedCopy extends LeafToRead {
  /** The name of the tensor that the leaf was read from. */
  readonly owner: string;
  readonly transposed: boolean;
}

/**
 * Compares further copies of leaves, given in the order of the file, with the flat array, bit for bit.
 *
 * The chunks throw a CheckpointError at the first element that differs.
 */
export function* comparisonChunksOf(
  copies: Iterable<TiedCopy>,
  flat: AnyArray,
  { header, file }: StoreFile,
): Generator<Chunk> {
  const bits = bitsOf(flat);
  for (const { slot, name, dtype, start, transposed, owner } of copies) {
    // The fit check accepts only dtypes with a decoder.
    const decode = decoderOf(dtype, kindOf(flat) as string) as Decode;
    const scratch = makeScratch(flat, dtype, slot.length);
    const others = bitsOf(scratch);
    const indexInSlot = transposed ? transposedIndexOf(slot) : (i: number) => i;
    yield* windowChunksOf(dtype, start, slot.length, (source, first, count) => {
      decode(source, scratch, 0, name, first);
      for (let i = 0; i < count; i++) {
        const at = slot.offset + indexInSlot(first + i);
        if (bits[at] === others[i]) continue;
        const shape = transposed ? [...slot.shape].reverse() : slot.shape;
        throw new CheckpointError(
          `it is tied to '${owner}', but differs from it at ${elementLabelOf(first + i, shape)}`,
          {
            tensor: name,
            file,
            offset: header.dataStart + start + ((first + i) * DTYPE_BITS[dtype]) / 8,
            expected: describeValue(flat, at),
            found: describeValue(scratch, i),
          },
        );
      }
    });
  }
}

/** The index of an element in brackets, one number a dimension: `[2,5]`. */
function elementLabelOf(index: number, shape: readonly number[]): string {
  let rest = index;
  const indices = shape.map(() => 0);
  for (let i = shape.length - 1; i >= 0; i--) {
    indices[i] = rest % (shape[i] as number);
    rest = Math.floor(rest / (shape[i] as number));
  }
  return `[${indices.join(',')}]`;
}

/** A value and its bits, since two NaNs or zeros may differ only in bits. */
function describeValue(array: AnyArray, at: number): string {
  const bits = bitsOf(array)[at] as number | bigint;
  return `${array[at]} (bits ${bits.toString(16).padStart(2 * array.BYTES_PER_ELEMENT, '0')})`;
}

/** Maps the index of an element in a tensor's transpose to its index in the tensor, both row-major. */
function transposedIndexOf({ shape }: Slot): (i: number) => number {
  const [rows, columns] = shape as readonly [number, number]; // only matrices are transposed
  return (i) => (i % rows) * columns + Math.floor(i / rows);
}

/** The memory of an array as integers of the same size: moving a NaN as a number may change its bits. */
function bitsOf({
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
