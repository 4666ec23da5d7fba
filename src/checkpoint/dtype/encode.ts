import type { AnyArray } from '../../../types/array/kind.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { narrowToBf16 } from './bf16.ts';
import { LITTLE_ENDIAN, SCRATCH_WORDS, swapBytes } from './byte-order.ts';
import type { Encode } from './codec.ts';
import { type Dtype, DTYPE_BITS } from './dtype.ts';
import { narrowToF16 } from './f16.ts';
import { f8NarrowerOf } from './f8.ts';
import { encodeBool, encodeWide, NARROW_INTEGER_ARRAYS, setExactly } from './integer.ts';
import { isFloatKind } from '../../array/kind.ts';
import { nativeDtypeOf } from './native-dtype.ts';

/**
 * Gives the function that writes elements of a kind of typed array as a dtype, or undefined if there is no conversion;
 * `whyNotEncoded` then says why.
 *
 * - Floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2. They are rounded once, to nearest, ties to
 *   even. Values that are too large become infinity, or NaN in F8_E4M3, which has no infinity. NaN stays NaN.
 * - Integers can be written as every integer dtype, F32 and F64, provided that the dtype holds the value exactly; 0
 *   and 1 also as BOOL.
 */
export function encoderOf(kind: string, dtype: Dtype): Encode | undefined {
  if (whyNotEncoded(kind, dtype) !== undefined) return undefined;
  if (nativeDtypeOf(kind) === dtype)
    return (source, start, end, target) =>
      writeInFileOrder(target, dtype, (bytes) => bytes.set(bytesOfElements(source, start, end)));
  if (isNarrowFloat(dtype)) return narrowEncoderOf(dtype);
  if (dtype === 'BOOL')
    return (source, start, end, target, tensor, first = 0) =>
      encodeBool(viewElements(source, start, end), target, tensor, first);
  if (dtype === 'I64' || dtype === 'U64')
    return (source, start, end, target, tensor, first = 0) =>
      encodeWide(viewElements(source, start, end), target, dtype, tensor, first);
  const Type: ArrayType = ENCODED_ARRAYS[dtype as keyof typeof ENCODED_ARRAYS]; // whyNotEncoded rejects all others
  const rounds = isFloatKind(kind);
  return (source, start, end, target, tensor, first = 0) =>
    writeInFileOrder(target, dtype, ({ buffer, byteOffset }) => {
      const elements: AnyArray = new Type(buffer, byteOffset, end - start);
      if (rounds) elements.set(viewElements(source, start, end));
      else setExactly(viewElements(source, start, end), elements, 0, tensor, first, dtype);
    });
}

const ENCODED_ARRAYS = { F64: Float64Array, F32: Float32Array, ...NARROW_INTEGER_ARRAYS } as const;

/** Why elements of a kind cannot be written as a dtype, as the end of a sentence; undefined if they can. */
export function whyNotEncoded(kind: string, dtype: Dtype): string | undefined {
  if (nativeDtypeOf(kind) === undefined) return `${kind} does not hold numbers`;
  if (dtype === 'F64' || dtype === 'F32') return undefined;
  if (isFloatKind(kind))
    return isNarrowFloat(dtype) ? undefined : 'floats can be written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2';
  return dtype === 'BOOL' || dtype === 'I64' || dtype === 'U64' || Object.hasOwn(ENCODED_ARRAYS, dtype) ?
      undefined
    : 'integers can be written as I8 to U64, BOOL, F32 or F64';
}

const bytesOfElements = (source: AnyArray, start: number, end: number): Uint8Array =>
  new Uint8Array(
    source.buffer,
    source.byteOffset + start * source.BYTES_PER_ELEMENT,
    (end - start) * source.BYTES_PER_ELEMENT,
  );

function viewElements(source: AnyArray, start: number, end: number): AnyArray {
  const Type = typeOfKind(kindOf(source));
  if (Type === undefined) throw new TypeError('a typed array of numbers was expected');
  return new Type(source.buffer, source.byteOffset + start * source.BYTES_PER_ELEMENT, end - start);
}

/** Lets `write` fill the target in the machine's byte order, then swaps to the file's order if they differ. */
function writeInFileOrder(target: Uint8Array, dtype: Dtype, write: (target: Uint8Array) => void): void {
  write(target);
  if (!LITTLE_ENDIAN) swapBytes(target, DTYPE_BITS[dtype] / 8);
}

/** Float dtypes narrower than F32. They are rounded from the bits of F32. */
type NarrowFloat = 'BF16' | 'F16' | 'F8_E4M3' | 'F8_E5M2';
const isNarrowFloat = (dtype: Dtype): dtype is NarrowFloat =>
  dtype === 'BF16' || dtype === 'F16' || dtype === 'F8_E4M3' || dtype === 'F8_E5M2';

function narrowEncoderOf(dtype: NarrowFloat): Encode {
  if (dtype === 'BF16' || dtype === 'F16')
    return encoderOfBits(dtype, Uint16Array, dtype === 'BF16' ? narrowToBf16 : narrowToF16);
  return encoderOfBits(dtype, Uint8Array, f8NarrowerOf(dtype));
}

function encoderOfBits<W extends Uint8Array | Uint16Array>(
  dtype: NarrowFloat,
  Words: new (buffer: ArrayBufferLike, offset: number, length: number) => W,
  narrow: (source: Uint32Array, target: W) => void,
): Encode {
  return (source, start, end, target) =>
    writeInFileOrder(target, dtype, ({ buffer, byteOffset }) => {
      if (kindOf(source) === 'Float32Array')
        return narrow(
          new Uint32Array(source.buffer, source.byteOffset + 4 * start, end - start),
          new Words(buffer, byteOffset, end - start),
        );
      for (let at = start; at < end; at += SCRATCH_WORDS) {
        const count = Math.min(SCRATCH_WORDS, end - at);
        narrow(
          roundToOddBits(viewElements(source, at, at + count)),
          new Words(buffer, byteOffset + ((at - start) * DTYPE_BITS[dtype]) / 8, count),
        );
      }
    });
}

/**
 * Rounds doubles to odd and gives the bits as F32: an inexact value becomes the one of its two neighbours whose last
 * bit is 1. A second rounding, to a type with at least two bits less, then gives the same result as rounding the double
 * directly. Rounding to nearest twice does not. Source: Boldo and Melquiond, "Emulation of a FMA and correctly rounded
 * sums", IEEE Transactions on Computers 57(4), 2008.
 */
function roundToOddBits(values: ArrayLike<number>): Uint32Array {
  const nearest = Float32Array.from(values);
  const bits = new Uint32Array(nearest.buffer);
  for (let i = 0; i < bits.length; i++) {
    const value = values[i] as number;
    const rounded = nearest[i] as number;
    if (rounded === value || ((bits[i] as number) & 1) === 1 || Number.isNaN(value)) continue;
    bits[i] = (bits[i] as number) + (Math.abs(rounded) < Math.abs(value) ? 1 : -1);
  }
  return bits;
}
