// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf, isFloat } from '../dtype/decode.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import type { ArrangedRead } from '../fit/arranged-fit.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { type Chunk, MAX_DIRECT_READ_BYTES, READ_WINDOW_BYTES, type ReadWatch } from './read-chunks.ts';

/** A tensor and the leaf that it fills, or a tensor whose elements lie in another order. */
export type TensorToRead = LeafToRead | ArrangedRead;
export interface LeafToRead {
  readonly slot: Slot;
  readonly name: string;
  readonly dtype: Dtype;
  /** Where its data begin and end, in bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
}

/** Elements that are adjacent both in the file and in the flat array. */
interface ReadRun {
  readonly name: string;
  readonly dtype: Dtype;
  /** First byte in the file's data. */
  readonly start: number;
  /** First element of the flat array, and the number of elements. */
  readonly offset: number;
  length: number;
}

/**
 * Turns leaves, given in the order of the file, into chunks. Leaves with the same bytes in file and memory are joined
 * where they are adjacent in both. Others are converted, one window at a time. Floats are joined before
 * conversion; integers are not, because their errors name the tensor.
 */
export function* chunksOf(
  tensors: Iterable<TensorToRead>,
  flat: AnyArray,
  onWrite: ReadWatch['onWrite'],
): Generator<Chunk> {
  const native = LITTLE_ENDIAN ? nativeDtypeOf(kindOf(flat) as string) : undefined;
  let open: ReadRun | undefined;
  for (const tensor of tensors) {
    if ('pieces' in tensor) {
      if (open !== undefined) yield* chunksOfRun(open, flat, native, onWrite);
      open = undefined;
      yield* tensor.pieces(flat, onWrite);
      continue;
    }
    const { slot, name, dtype, start } = tensor;
    const { offset, length } = slot;
    if (length === 0) continue;
    const isJoined =
      open !== undefined &&
      open.dtype === dtype &&
      open.offset + open.length === offset &&
      open.start + (open.length * DTYPE_BITS[dtype]) / 8 === start;
    if (isJoined && (dtype === native || isFloat(dtype))) {
      (open as ReadRun).length += length;
      continue;
    }
    if (open !== undefined) yield* chunksOfRun(open, flat, native, onWrite);
    open = { name, dtype, start, offset, length };
  }
  if (open !== undefined) yield* chunksOfRun(open, flat, native, onWrite);
}

function* chunksOfRun(
  { name, dtype, start, offset, length }: ReadRun,
  flat: AnyArray,
  native: Dtype | undefined,
  onWrite: ReadWatch['onWrite'],
): Generator<Chunk> {
  const size = flat.BYTES_PER_ELEMENT;
  if (dtype === native) return yield* directChunksOf({ start, length: length * size, at: offset * size });
  const decode = decoderOf(dtype, kindOf(flat) as string) as Decode; // the fit check accepts only dtypes with a decoder
  const put = (source: Uint8Array, first: number, count: number): void => {
    onWrite((offset + first) * size, count * size);
    decode(source, flat, offset + first, name, first);
  };
  const chunks = windowChunksOf(dtype, start, length, put, isWidenedInPlace(dtype, size) ? MAX_AREA_BYTES : undefined);
  let at = offset * size;
  for (const chunk of chunks) {
    const area = { at, length: (chunk.length * size * 8) / DTYPE_BITS[dtype] };
    at += area.length;
    yield isWidenedInPlace(dtype, size) ? { ...chunk, area } : chunk;
  }
}

/**
 * The most bytes of a file that are read to the end of the part of the array that they fill, and converted from there.
 */
const MAX_AREA_BYTES = 2 ** 21;

/**
 * Whether elements can be converted where they lie, at the end of the part of the array that they fill. The decoders of
 * short floats go from the first element to the last and write nothing that they have yet to read.
 */
const isWidenedInPlace = (dtype: Dtype, size: number): boolean =>
  isFloat(dtype) && DTYPE_BITS[dtype] <= 16 && size > DTYPE_BITS[dtype] / 8;

/** Splits a long read, so that aborting and reporting progress do not have to wait for its end. */
function* directChunksOf({
  start,
  length,
  at,
}: {
  readonly start: number;
  readonly length: number;
  readonly at: number;
}): Generator<Chunk> {
  for (let done = 0; done < length; done += MAX_DIRECT_READ_BYTES)
    yield { start: start + done, length: Math.min(MAX_DIRECT_READ_BYTES, length - done), at: at + done };
}

/** Splits a tensor into chunks that fit in a window, or have at most as many bytes as given. */
export function* windowChunksOf(
  dtype: Dtype,
  start: number,
  length: number,
  put: (source: Uint8Array, first: number, count: number) => void,
  most = READ_WINDOW_BYTES,
): Generator<Chunk> {
  const bytes = DTYPE_BITS[dtype] / 8;
  const step = most / bytes;
  for (let first = 0; first < length; first += step) {
    const count = Math.min(step, length - first);
    yield { start: start + first * bytes, length: count * bytes, put: (source) => put(source, first, count) };
  }
}

/** An array of the same kind as the flat array, for as many elements as one chunk has. */
export function makeScratch(flat: AnyArray, dtype: Dtype, length: number): AnyArray {
  const Type = typeOfKind(kindOf(flat)) as ArrayType;
  return new Type(Math.min(length, (8 * READ_WINDOW_BYTES) / DTYPE_BITS[dtype]));
}
