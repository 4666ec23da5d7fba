import type { AnyArray } from '../../../types/view.ts';
import type { Slot } from '../../../types/slot.ts';
import { kindOf, typeOfKind, type ArrayType } from '../../leaf.ts';
import { LONGEST, type Chunk, type Watch } from './chunk.ts';
import { decoderOf } from '../dtype/convert.ts';
import type { Decode } from '../dtype/decode.ts';
import { WINDOW } from './data.ts';
import { BITS, type Dtype } from '../dtype/dtype.ts';
import { LITTLE_ENDIAN } from '../dtype/endian.ts';
import { nativeDtype } from '../dtype/kind.ts';
import { bitsOf, placeIn } from './transpose.ts';

/** A tensor of a file that belongs to a leaf of the flat array. */
export interface Piece {
  readonly slot: Slot;
  readonly name: string;
  readonly dtype: Dtype;
  /** First byte in the file's data. */
  readonly start: number;
  readonly transposed: boolean;
}

/**
 * How pieces, given in the order of the file, come into a flat array. Those that lie in the file as in memory are joined where they
 * follow one another in both; others are converted, or turned, as much at a time as a window holds.
 */
export function* chunksOf(pieces: Iterable<Piece>, flat: AnyArray, onWrite: Watch['onWrite']): Generator<Chunk> {
  const kind = kindOf(flat) as string;
  const size = flat.BYTES_PER_ELEMENT;
  const native = LITTLE_ENDIAN ? nativeDtype(kind) : undefined;
  let open: { readonly start: number; readonly at: number; length: number } | undefined;
  for (const piece of pieces) {
    const { slot, start } = piece;
    if (slot.length === 0) continue;
    const at = slot.offset * size;
    const length = slot.length * size;
    const isPlain = !piece.transposed && native === piece.dtype;
    if (isPlain && open !== undefined && open.at + open.length === at && open.start + open.length === start) {
      open.length += length;
      continue;
    }
    if (open !== undefined) yield* straight(open);
    open = isPlain ? { start, length, at } : undefined;
    if (!isPlain) yield* decoded(piece, flat, (first, count) => onWrite(at + first * size, count * size));
  }
  if (open !== undefined) yield* straight(open);
}

/** So that no single read is so long that a signal or a report has to wait for it. */
function* straight({ start, length, at }: { readonly start: number; readonly length: number; readonly at: number }): Generator<Chunk> {
  for (let done = 0; done < length; done += LONGEST) yield { start: start + done, length: Math.min(LONGEST, length - done), at: at + done };
}

/** `onWrite` is given the first element of the leaf that is written, and how many. */
function* decoded({ slot, name, dtype, start, transposed }: Piece, flat: AnyArray, onWrite: (first: number, count: number) => void): Generator<Chunk> {
  const decode = decoderOf(dtype, kindOf(flat) as string) as Decode; // the judge let no other element type pass
  if (!transposed) {
    yield* parts(dtype, start, slot.length, (source, first, count) => {
      onWrite(first, count);
      decode(source, flat, slot.offset + first, name, first);
    });
    return;
  }
  const scratch = scratchFor(flat, dtype, slot.length);
  const place = placeIn(slot);
  const to = bitsOf(flat);
  const from = bitsOf(scratch);
  yield* parts(dtype, start, slot.length, (source, first, count) => {
    onWrite(0, slot.length); // the columns of a matrix: anywhere in it
    decode(source, scratch, 0, name, first);
    for (let i = 0; i < count; i++) to[slot.offset + place(first + i)] = from[i] as never;
  });
}

/** A tensor as chunks that a window holds. */
export function* parts(dtype: Dtype, start: number, length: number, put: (source: Uint8Array, first: number, count: number) => void): Generator<Chunk> {
  const bytes = BITS[dtype] / 8;
  const step = WINDOW / bytes;
  for (let first = 0; first < length; first += step) {
    const count = Math.min(step, length - first);
    yield { start: start + first * bytes, length: count * bytes, put: (source) => put(source, first, count) };
  }
}

/** An array of the kind of a flat array, for as many elements as come at once. */
export function scratchFor(flat: AnyArray, dtype: Dtype, length: number): AnyArray {
  const Type = typeOfKind(kindOf(flat)) as ArrayType;
  return new Type(Math.min(length, (8 * WINDOW) / BITS[dtype]));
}
