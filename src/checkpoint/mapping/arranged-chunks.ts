// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf } from '../dtype/decode.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { type Chunk, READ_WINDOW_BYTES, type ReadWatch } from '../load/read-chunks.ts';
import type { RelatedTensor } from './relate.ts';
import { elementCount } from '../arrange/strides.ts';
import { scatterWindow, tensorBoxesOf, windowLengthOf } from '../arrange/window.ts';

/** A tensor of a file that fills parts of leaves. */
export interface ArrangedTensor {
  readonly tensor: RelatedTensor;
  readonly name: string;
  readonly dtype: Dtype;
  /** Where its data begin and end, in bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  /** Its shape in the file. */
  readonly shape: readonly number[];
}

/** Reads a tensor in windows and copies the elements of each to their leaves. */
export function* arrangedChunksOf(
  { tensor, name, dtype, start, shape }: ArrangedTensor,
  slotOf: (path: string) => Slot,
  flat: AnyArray,
  onWrite: ReadWatch['onWrite'],
): Generator<Chunk & { put(source: Uint8Array): void }> {
  const kind = kindOf(flat) as string;
  const size = flat.BYTES_PER_ELEMENT;
  const bytes = DTYPE_BITS[dtype] / 8;
  const decode = decoderOf(dtype, kind) as Decode; // the fit check accepts only dtypes with a decoder
  const Type = typeOfKind(kind) as ArrayType;
  const isNative = LITTLE_ENDIAN && nativeDtypeOf(kind) === dtype;
  const boxes = tensorBoxesOf(tensor.moves, (path) => slotOf(path).offset);
  const leaves = Array.from(new Set(tensor.moves.map(({ leaf }) => leaf)), slotOf);
  const length = elementCount(shape);
  const step = windowLengthOf(boxes, READ_WINDOW_BYTES / bytes);
  let scratch: AnyArray | undefined;
  for (let first = 0; first < length; first += step) {
    const count = Math.min(step, length - first);
    const put = (source: Uint8Array): void => {
      for (const slot of leaves) onWrite(slot.offset * size, slot.length * size);
      if (isNative && source.byteOffset % size === 0) {
        scatterWindow(boxes, new Type(source.buffer, source.byteOffset, count), first, count, flat);
        return;
      }
      scratch ??= new Type(Math.min(step, length));
      decode(source, scratch, 0, name, first);
      scatterWindow(boxes, scratch, first, count, flat);
    };
    yield { start: start + first * bytes, length: count * bytes, put };
  }
}
