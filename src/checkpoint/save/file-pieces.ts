// No twin in types: writes data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { kindOf } from '../../array/kind.ts';
import { bytesWithin } from '../../array/bytes-within.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Encode } from '../dtype/codec.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { encoderOf } from '../dtype/encode.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import type { SerializeOptions } from './options.ts';
import { SavedLoss } from './saved-loss.ts';
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
export function* filePiecesOf(
  { header, tensors, size: total }: PlannedFile,
  flat: AnyArray,
  onWarning?: SerializeOptions['onWarning'],
): Generator<Uint8Array> {
  yield header;
  const loss = onWarning === undefined ? undefined : new SavedLoss();
  const kind = kindOf(flat) as string; // planLeaves checked it
  const native = nativeDtypeOf(kind) as Dtype;
  const own = LITTLE_ENDIAN ? native : undefined;
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
  for (const { dtype, offset, length, tensor, gather } of writeRunsOf(tensors, native, own)) {
    const size = DTYPE_BITS[dtype] / 8;
    if (gather === undefined && dtype === own && length * size >= WRITE_WINDOW_BYTES) {
      yield* flush();
      const end = (offset + length) * size;
      for (let at = offset * size; at < end; at += MAX_DIRECT_WRITE_BYTES)
        yield bytesWithin(flat, at, Math.min(at + MAX_DIRECT_WRITE_BYTES, end));
      continue;
    }
    const encode = encoderOf(kind, dtype) as Encode; // planLeaves checked the dtype
    if (used % size !== 0) yield* flush();
    for (let at = 0; at < length;) {
      const count = Math.min(length - at, Math.floor((filling.length - used) / size));
      const target = filling.subarray(used, used + count * size);
      const [source, from] = gather === undefined ? [flat, offset + at] : [gather(flat, at, count), 0];
      loss?.count(source, from, from + count, dtype, tensor);
      encode(source, from, from + count, target, tensor, at);
      used += count * size;
      at += count;
      if (at < length) yield* flush();
    }
  }
  yield* flush();
  if (onWarning !== undefined) loss?.report(onWarning);
}

/** Collects all of a file in memory. @throws RangeError if one Uint8Array cannot hold it */
export const collectBytes = (
  file: PlannedFile,
  flat: AnyArray,
  onWarning?: SerializeOptions['onWarning'],
): Uint8Array<ArrayBuffer> => joinPieces(file.size, filePiecesOf(file, flat, onWarning));

/** Joins pieces that have `size` bytes in all. @throws as above */
export function joinPieces(size: number, pieces: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const bytes = allocateBytes(size, 'save and saveNpy write a file in pieces');
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** Makes an array of bytes. @throws RangeError with the size and `advice` if there is none of this size */
export function allocateBytes(size: number, advice: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new RangeError(`one Uint8Array cannot hold ${size} bytes here; ${advice}`, { cause });
  }
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
function* writeRunsOf(tensors: Iterable<PlannedLeaf>, native: Dtype, own: Dtype | undefined): Generator<WriteRun> {
  let open: WriteRun | undefined;
  for (const { slot, dtype: written, bits = false, gather } of tensors) {
    const dtype = bits ? native : written;
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
