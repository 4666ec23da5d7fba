// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Slot } from '../../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { scatterWindow, type TensorBoxes, transposedBoxesOf, windowLengthOf } from '../arrange/window.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf } from '../dtype/decode.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import type { ArrangedRead, ReadPiece } from '../fit/arranged-fit.ts';
import { READ_WINDOW_BYTES } from './read-chunks.ts';

/** A tensor of a file whose elements lie in another order in the flat array. */
export interface ArrangedTensor {
  readonly name: string;
  readonly dtype: Dtype;
  /** Where its data begin and end, in bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  readonly boxes: TensorBoxes;
  /** The leaves that it fills. */
  readonly slots: readonly Slot[];
}

/** Reads a tensor in windows and copies the elements of each to their places. */
export const readArranged = (tensor: ArrangedTensor): ArrangedRead => ({
  name: tensor.name,
  start: tensor.start,
  end: tensor.end,
  pieces: (flat, onWrite) => windowsOf(tensor, flat, onWrite),
});

/** Reads a tensor that holds the transpose of a leaf. */
export const readTransposed = (tensor: Omit<ArrangedTensor, 'boxes' | 'slots'>, slot: Slot): ArrangedRead =>
  readArranged({ ...tensor, boxes: transposedBoxesOf(slot), slots: [slot] });

function* windowsOf(
  { name, dtype, start, end, boxes, slots }: ArrangedTensor,
  flat: AnyArray,
  onWrite: (at: number, length: number) => void,
): Generator<ReadPiece> {
  const kind = kindOf(flat) as string;
  const size = flat.BYTES_PER_ELEMENT;
  const bytes = DTYPE_BITS[dtype] / 8;
  const decode = decoderOf(dtype, kind) as Decode; // the fit check accepts only dtypes with a decoder
  const Type = typeOfKind(kind) as ArrayType;
  const isNative = LITTLE_ENDIAN && nativeDtypeOf(kind) === dtype;
  const length = (end - start) / bytes;
  const step = windowLengthOf(boxes, READ_WINDOW_BYTES / bytes);
  let scratch: AnyArray | undefined;
  for (let first = 0; first < length; first += step) {
    const count = Math.min(step, length - first);
    const put = (source: Uint8Array): void => {
      for (const slot of slots) onWrite(slot.offset * size, slot.length * size);
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
