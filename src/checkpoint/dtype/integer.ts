import type { AnyArray } from '../../../types/view.ts';
import { kindOf } from '../../leaf.ts';
import { CheckpointError } from '../error.ts';
import { readWords, type WordsType } from './byte-order.ts';
import type { Decode } from './codec.ts';
import { type ExactDtype, holdsAll, nativeDtype } from './kind.ts';

type Words = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
/** Integers of at most 32 bits, which a typed array of numbers holds. */
export const NARROW_INTEGER_ARRAYS = {
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
} as const;

type NarrowInteger = keyof typeof NARROW_INTEGER_ARRAYS;
export type Integer = NarrowInteger | 'I64' | 'U64';
export const isInteger = (dtype: string): dtype is Integer =>
  Object.hasOwn(NARROW_INTEGER_ARRAYS, dtype) || dtype === 'I64' || dtype === 'U64';

/** Integers into any kind that holds their values. */
export const integerDecoderOf = (dtype: Integer, kind: string): Decode =>
  dtype === 'I64' || dtype === 'U64' ? wideDecoderOf(dtype) : narrowDecoderOf(dtype, kind);

/** Where the kind holds all that the type can be, no value needs to be looked at. */
function narrowDecoderOf(dtype: NarrowInteger, kind: string): Decode {
  const Type: WordsType<Words> = NARROW_INTEGER_ARRAYS[dtype];
  const all = holdsAll(nativeDtype(kind) as ExactDtype, dtype);
  return (source, target, offset, tensor, first = 0) =>
    readWords(source, Type, (words, at) =>
      all ? target.set(words, offset + at) : setExactly(words, target, offset + at, tensor, first + at),
    );
}

/** A byte a value, 0 or 1. @throws CheckpointError for any other: readers do not agree on what it means */
export const decodeBool: Decode = (source, target, offset, tensor, first = 0) => {
  const odd = source.findIndex((byte) => byte > 1);
  if (odd >= 0)
    throw new CheckpointError(`its element ${first + odd} is no truth value`, {
      tensor,
      expected: '0 or 1',
      found: `${source[odd]}`,
    });
  target.set(source, offset);
};

/** A double holds the sum of both halves exactly if taking the upper one off again leaves the lower one. */
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
 * Copies numbers from an array of one kind to one of another, to `target[offset]` and on. What was written is read again: nothing else
 * knows so well what a kind can hold. `first` is the index in the tensor of the first of them.
 *
 * @throws CheckpointError at the first that `held`, the name of what holds them, cannot hold exactly
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

export const inexactError = (
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

/** A byte a value. @throws CheckpointError for what is neither 0 nor 1 */
export function encodeBool(
  values: ArrayLike<number>,
  target: Uint8Array,
  tensor: string | undefined,
  first: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value !== 0 && value !== 1)
      throw new CheckpointError(`its element ${first + i} is no truth value`, {
        tensor,
        expected: '0 or 1',
        found: `${value}`,
      });
    target[i] = value;
  }
}

/** Integers of up to 32 bits as ones of 64. @throws CheckpointError for a negative one as U64 */
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
