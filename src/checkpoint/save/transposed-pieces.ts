// No twin in types: writes data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import type { Encode } from '../dtype/codec.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { encoderOf } from '../dtype/encode.ts';
import { WRITE_WINDOW_BYTES } from './file-pieces.ts';
import type { PlannedLeaf } from './plan.ts';

/**
 * The bytes of the transpose of a matrix, in pieces of at most 1 MiB. `slot.shape` is the shape in the file. A piece is
 * valid until the caller requests the second piece after it.
 */
export function* transposedPiecesOf({ slot, dtype }: PlannedLeaf, flat: AnyArray): Generator<Uint8Array> {
  const [rows, columns] = slot.shape as readonly [number, number]; // only matrices are transposed
  const kind = kindOf(flat) as string; // planLeaves checked it
  const Type = typeOfKind(kind) as ArrayType;
  const encode = encoderOf(kind, dtype) as Encode; // planLeaves checked the dtype
  const size = DTYPE_BITS[dtype] / 8;
  const step = Math.floor(WRITE_WINDOW_BYTES / Math.max(size, flat.BYTES_PER_ELEMENT));
  const width = flat.BYTES_PER_ELEMENT;
  const from = new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength);
  const scratch = new Type(Math.min(step, slot.length));
  const to = new Uint8Array(scratch.buffer);
  const windows = [0, 1].map(() => new Uint8Array(Math.min(step, slot.length) * size));
  for (let at = 0, turn = 0; at < slot.length; at += step, turn ^= 1) {
    const count = Math.min(step, slot.length - at);
    // Bytes and not numbers: moving a NaN as a number may change its bits.
    for (let i = 0; i < count; i++) {
      const row = Math.floor((at + i) / columns);
      const source = (slot.offset + ((at + i) % columns) * rows + row) * width;
      for (let byte = 0; byte < width; byte++) to[i * width + byte] = from[source + byte] as number;
    }
    const piece = (windows[turn] as Uint8Array).subarray(0, count * size);
    encode(scratch, 0, count, piece, slot.path, at);
    yield piece;
  }
}
