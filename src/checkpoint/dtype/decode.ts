import { widenBf16 } from './bf16.ts';
import { LITTLE_ENDIAN, readWords, SCRATCH_WORDS, swapBytes, type WordsType } from './byte-order.ts';
import type { Decode } from './codec.ts';
import type { Dtype } from './dtype.ts';
import { widenF16 } from './f16.ts';
import { f8WidenerOf } from './f8.ts';
import { decodeBool, integerDecoderOf, isInteger } from './integer.ts';
import { isFloatKind } from '../../array/kind.ts';
import { nativeDtypeOf } from './native-dtype.ts';

/**
 * Gives the function that converts elements of a file to a kind of typed array (`'Float32Array'` and so on), or
 * undefined if there is no conversion; `whyNotDecoded` then says why.
 *
 * - Floats convert to every float kind. Values that the kind cannot hold are rounded to nearest, ties to even. NaN
 *   stays NaN; in a Float32Array it has the payload that numpy and ml_dtypes give it.
 * - Integers and BOOL convert to every kind, provided that the kind holds the value exactly.
 */
export function decoderOf(dtype: Dtype, kind: string): Decode | undefined {
  if (whyNotDecoded(dtype, kind) !== undefined) return undefined;
  if (nativeDtypeOf(kind) === dtype) return copyNative;
  if (dtype === 'BOOL') return decodeBool;
  if (isInteger(dtype)) return integerDecoderOf(dtype, kind);
  if (dtype === 'F32') return roundingDecoderOf<Float32Array>(Float32Array);
  if (dtype === 'F64') return roundingDecoderOf<Float64Array>(Float64Array);
  const [size, widen] = widenerOf(dtype as Widened); // whyNotDecoded rejects all others
  return kind === 'Float32Array' ? float32DecoderOf(size, widen) : viaFloat32DecoderOf(size, widen);
}

/** Why elements of a file cannot convert to a kind of typed array, as the end of a sentence; undefined if they can. */
export function whyNotDecoded(dtype: Dtype, kind: string): string | undefined {
  if (nativeDtypeOf(kind) === undefined) return `${kind} does not hold numbers`;
  if (dtype === 'C64') return 'a flat array cannot hold complex numbers';
  if (dtype === 'F4' || dtype === 'F6_E2M3' || dtype === 'F6_E3M2')
    return 'the format does not say how its elements are packed into bytes';
  return isFloat(dtype) && !isFloatKind(kind) ? `floats do not convert to ${kind}` : undefined;
}

export const isFloat = (dtype: Dtype): boolean => dtype !== 'BOOL' && !isInteger(dtype);

/** Copies elements that the file stores exactly as the kind does. */
const copyNative: Decode = (source, target, offset) => {
  const bytes = new Uint8Array(target.buffer, target.byteOffset + offset * target.BYTES_PER_ELEMENT, source.length);
  bytes.set(source);
  if (!LITTLE_ENDIAN) swapBytes(bytes, target.BYTES_PER_ELEMENT);
};

/** Converts between float kinds of the language; `set` itself rounds to nearest, ties to even. */
function roundingDecoderOf<W extends ArrayLike<number>>(Type: WordsType<W>): Decode {
  return (source, target, offset) => readWords(source, Type, (words, at) => target.set(words, offset + at));
}

type Widened = 'BF16' | 'F16' | Parameters<typeof f8WidenerOf>[0];
/** Writes the bits of F32 for as many elements of a file. */
type Widen = (source: Uint8Array, target: Uint32Array) => void;

function widenerOf(dtype: Widened): readonly [size: number, widen: Widen] {
  if (dtype === 'BF16') return [2, widenBf16];
  return dtype === 'F16' ? [2, widenF16] : [1, f8WidenerOf(dtype)];
}

const float32DecoderOf =
  (size: number, widen: Widen): Decode =>
  (source, target, offset) =>
    widen(source, new Uint32Array(target.buffer, target.byteOffset + 4 * offset, source.length / size));

function viaFloat32DecoderOf(size: number, widen: Widen): Decode {
  return (source, target, offset) => {
    const length = source.length / size;
    const scratch = new Float32Array(Math.min(SCRATCH_WORDS, length));
    for (let at = 0; at < length; at += SCRATCH_WORDS) {
      const piece = scratch.subarray(0, length - at);
      widen(
        source.subarray(at * size, at * size + piece.length * size),
        new Uint32Array(piece.buffer, 0, piece.length),
      );
      target.set(piece, offset + at);
    }
  };
}
