// No twin in types: writes data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { kindOf } from '../../array/kind.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Encode } from '../dtype/codec.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { encoderOf } from '../dtype/encode.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import type { PlannedFile, PlannedLeaf } from './plan.ts';

/**
 * The size of a window for tensors that are converted or gathered. There are two windows, so that one can be filled
 * while the other is written.
 */
export const WRITE_WINDOW_BYTES = 2 ** 20;
/**
 * The most that one piece holds if it is written directly from the flat array: between two pieces progress is reported
 * and the abort signal checked.
 */
const MAX_DIRECT_WRITE_BYTES = 2 ** 24;

/**
 * The bytes of a file in pieces of at most 16 MiB. Long stretches that need no conversion are views of the flat array.
 * Everything else is converted or gathered in two windows of 1 MiB that alternate. So a piece is valid only until the
 * caller requests the second piece after it.
 */
export function* filePiecesOf({ header, tensors, size: total }: PlannedFile, flat: AnyArray): Generator<Uint8Array> {
  yield header;
  const kind = kindOf(flat) as string; // planLeaves checked it
  const own = LITTLE_ENDIAN ? nativeDtypeOf(kind) : undefined;
  const memory = new Uint8Array(flat.buffer, flat.byteOffset, flat.byteLength);
  let [filling, other] = [
    new Uint8Array(Math.min(WRITE_WINDOW_BYTES, total)),
    new Uint8Array(Math.min(WRITE_WINDOW_BYTES, total)),
  ];
  let used = 0;
  const flush = function* (): Generator<Uint8Array> {
    if (used > 0) yield filling.subarray(0, used);
    [filling, other] = [other, filling];
    used = 0;
  };
  for (const { dtype, offset, length, tensor, gather } of writeRunsOf(tensors, own)) {
    const size = DTYPE_BITS[dtype] / 8;
    if (gather === undefined && dtype === own && length * size >= WRITE_WINDOW_BYTES) {
      yield* flush();
      const end = (offset + length) * size;
      for (let at = offset * size; at < end; at += MAX_DIRECT_WRITE_BYTES)
        yield memory.subarray(at, Math.min(at + MAX_DIRECT_WRITE_BYTES, end));
      continue;
    }
    const encode = encoderOf(kind, dtype) as Encode; // planLeaves checked the dtype
    if (used % size !== 0) yield* flush();
    for (let at = 0; at < length;) {
      const count = Math.min(length - at, Math.floor((filling.length - used) / size));
      const target = filling.subarray(used, used + count * size);
      if (gather === undefined) encode(flat, offset + at, offset + at + count, target, tensor, at);
      else encode(gather(flat, at, count), 0, count, target, tensor, at);
      used += count * size;
      at += count;
      if (at < length) yield* flush();
    }
  }
  yield* flush();
}

/** Collects all of a file in memory. */
export const collectBytes = (file: PlannedFile, flat: AnyArray): Uint8Array<ArrayBuffer> =>
  joinPieces(file.size, filePiecesOf(file, flat));

/** Joins pieces that have `size` bytes in all. */
export function joinPieces(size: number, pieces: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** Elements that are adjacent both in the flat array and in the file. */
interface WriteRun {
  readonly dtype: Dtype;
  readonly offset: number;
  readonly length: number;
  /** Its name, for messages. */
  readonly tensor: string | undefined;
  readonly gather?: PlannedLeaf['gather'];
}

/**
 * Joins adjacent tensors that need no conversion. Others stay apart, because conversion errors name the tensor and the
 * element.
 */
function* writeRunsOf(tensors: Iterable<PlannedLeaf>, own: Dtype | undefined): Generator<WriteRun> {
  let open: WriteRun | undefined;
  for (const { slot, dtype, gather } of tensors) {
    if (
      open !== undefined &&
      open.gather === undefined &&
      gather === undefined &&
      dtype === own &&
      open.dtype === own &&
      open.offset + open.length === slot.offset
    ) {
      open = { ...open, length: open.length + slot.length };
      continue;
    }
    if (open !== undefined) yield open;
    open = {
      dtype,
      offset: slot.offset,
      length: slot.length,
      tensor: slot.path === '' ? undefined : slot.path,
      ...(gather && { gather }),
    };
  }
  if (open !== undefined) yield open;
}
