import type { AnyArray } from '../../../types/array/kind.ts';
import { kindOf } from '../../array/kind.ts';
import { CheckpointError } from '../error.ts';
import { readWords, type WordsType } from './byte-order.ts';
import type { Decode } from './codec.ts';
import { type ExactDtype, holdsAll, nativeDtypeOf } from './native-dtype.ts';

type IntegerWords = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
/** Integer dtypes of at most 32 bits, and the typed array of each. */
export const NARROW_INTEGER_ARRAYS = {
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
} as const;

type NarrowInteger = keyof typeof NARROW_INTEGER_ARRAYS;
export type AnyIntegerDtype = NarrowInteger | 'I64' | 'U64';
export const isInteger = (dtype: string): dtype is AnyIntegerDtype =>
  Object.hasOwn(NARROW_INTEGER_ARRAYS, dtype) || dtype === 'I64' || dtype === 'U64';

/** Gives the function that converts integers of a file to a kind of typed array. */
export const integerDecoderOf = (dtype: AnyIntegerDtype, kind: string): Decode =>
  dtype === 'I64' || dtype === 'U64' ? wideDecoderOf(dtype) : narrowDecoderOf(dtype, kind);

/** If the kind holds every value of the dtype, the conversion need not check single values. */
function narrowDecoderOf(dtype: NarrowInteger, kind: string): Decode {
  const Type: WordsType<IntegerWords> = NARROW_INTEGER_ARRAYS[dtype];
  const all = holdsAll(nativeDtypeOf(kind) as ExactDtype, dtype);
  return (source, target, offset, tensor, first = 0) =>
    readWords(source, Type, (words, at) =>
      all ? target.set(words, offset + at) : setExactly(words, target, offset + at, tensor, first + at),
    );
}

/** BOOL takes one byte a value, 0 or 1. @throws CheckpointError for any other byte: readers disagree on its meaning */
export const decodeBool: Decode = (source, target, offset, tensor, first = 0) => {
  const odd = source.findIndex((byte) => byte > 1);
  if (odd >= 0)
    throw new CheckpointError(`its element ${first + odd} is not a boolean`, {
      tensor,
      expected: '0 or 1',
      found: `${source[odd]}`,
    });
  target.set(source, offset);
};

/** The sum of both halves is exact as a double if subtracting the upper half gives back the lower half. */
function wideDecoderOf(dtype: 'I64' | 'U64'): Decode {
  return (source, target, offset, tensor, first = 0) => {
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    for (let at = 0, i = 0; at < source.length; at += 8, i++) {
      const low = view.getUint32(at, true);
      const high = (dtype === 'I64' ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true)) * 2 ** 32;
      const value = high + low;
      target[offset + i] = value;
      if (target[offset + i] !== value || value - high !== low)
        throw inexactError(first + i, BigInt(high) + BigInt(low), kindOf(target) ?? '', tensor);
    }
  };
}

/**
 * Copies numbers from one kind of array to another, from `target[offset]` on. It reads each number back after writing,
 * which is the surest test of what a kind can hold. `first` is the index of the first number in its tensor; `held` is
 * the name of the kind or dtype for the message.
 *
 * @throws CheckpointError at the first number that the target cannot hold exactly
 */
export function setExactly(
  words: ArrayLike<number>,
  target: AnyArray,
  offset: number,
  tensor: string | undefined,
  first: number,
  held = kindOf(target) ?? '',
): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    target[offset + i] = word;
    if (target[offset + i] !== word) throw inexactError(first + i, word, held, tensor);
  }
}

const inexactError = (
  element: number,
  value: number | bigint,
  held: string,
  tensor: string | undefined,
): CheckpointError =>
  new CheckpointError(`its element ${element} cannot be held exactly`, {
    tensor,
    expected: `an integer that ${held} holds`,
    found: `${value}`,
  });

/** Writes one byte a value. @throws CheckpointError for a value other than 0 and 1 */
export function encodeBool(
  values: ArrayLike<number>,
  target: Uint8Array,
  tensor: string | undefined,
  first: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value !== 0 && value !== 1)
      throw new CheckpointError(`its element ${first + i} is not a boolean`, {
        tensor,
        expected: '0 or 1',
        found: `${value}`,
      });
    target[i] = value;
  }
}

/** Writes integers of up to 32 bits as 64-bit integers. @throws CheckpointError for a negative number as U64 */
export function encodeWide(
  values: ArrayLike<number>,
  target: Uint8Array,
  dtype: 'I64' | 'U64',
  tensor: string | undefined,
  first: number,
): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < 0 && dtype === 'U64') throw inexactError(first + i, value, dtype, tensor);
    view.setUint32(8 * i, value, true);
    view.setInt32(8 * i + 4, value < 0 ? -1 : 0, true);
  }
}
