import type { AnyArray } from '../../../types/view.ts';
import { kindOf } from '../../leaf.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Encode } from '../dtype/codec.ts';
import { BITS, type Dtype } from '../dtype/dtype.ts';
import { encoderOf } from '../dtype/encode.ts';
import { nativeDtype } from '../dtype/kind.ts';
import type { PlannedFile, PlannedLeaf } from './plan.ts';

/** Bytes of a window for what is converted or gathered. There are two, so that one can be filled while the other is written. */
export const WRITE_WINDOW_BYTES = 2 ** 20;
/** The most that is handed over at once of what is not: between two pieces progress is told and a signal heard. */
const MAX_DIRECT_BYTES = 2 ** 24;

/**
 * The bytes of a file in pieces of at most 16 MiB. Long stretches that the file holds as the flat array does are windows on it;
 * everything else is converted or gathered in two windows of 1 MiB by turns. So a piece holds only until the next but one is asked for.
 */
export function* streamOf({ header, tensors, size: total }: PlannedFile, flat: AnyArray): Generator<Uint8Array> {
  yield header;
  const kind = kindOf(flat) as string; // it was checked
  const own = LITTLE_ENDIAN ? nativeDtype(kind) : undefined;
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
  for (const { dtype, offset, length, tensor } of stretchesOf(tensors, own)) {
    const size = BITS[dtype] / 8;
    if (dtype === own && length * size >= WRITE_WINDOW_BYTES) {
      yield* flush();
      const end = (offset + length) * size;
      for (let at = offset * size; at < end; at += MAX_DIRECT_BYTES)
        yield memory.subarray(at, Math.min(at + MAX_DIRECT_BYTES, end));
      continue;
    }
    const encode = encoderOf(kind, dtype) as Encode; // so was the dtype
    if (used % size !== 0) yield* flush();
    for (let at = 0; at < length;) {
      const count = Math.min(length - at, Math.floor((filling.length - used) / size));
      encode(flat, offset + at, offset + at + count, filling.subarray(used, used + count * size), tensor, at);
      used += count * size;
      at += count;
      if (at < length) yield* flush();
    }
  }
  yield* flush();
}

/** All of a file in memory. */
export function collectBytes(file: PlannedFile, flat: AnyArray): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(file.size);
  let end = 0;
  for (const piece of streamOf(file, flat)) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** Elements that follow one another in the flat array and in the file alike. */
interface Stretch {
  readonly dtype: Dtype;
  readonly offset: number;
  readonly length: number;
  /** Its name, for messages. */
  readonly tensor: string | undefined;
}

/** Joins tensors that are written as they lie in memory. Others stay apart: what cannot be converted is named by tensor and element. */
function* stretchesOf(tensors: Iterable<PlannedLeaf>, own: Dtype | undefined): Generator<Stretch> {
  let open: Stretch | undefined;
  for (const { slot, dtype } of tensors) {
    if (open !== undefined && dtype === own && open.dtype === own && open.offset + open.length === slot.offset) {
      open = { ...open, length: open.length + slot.length };
      continue;
    }
    if (open !== undefined) yield open;
    open = { dtype, offset: slot.offset, length: slot.length, tensor: slot.path === '' ? undefined : slot.path };
  }
  if (open !== undefined) yield open;
}
