import { widenBf16 } from './bf16.ts';
import type { Decode } from './decode.ts';
import type { Dtype } from './dtype.ts';
import { LITTLE_ENDIAN, swap } from './endian.ts';
import { widenF16 } from './f16.ts';
import { widenF8 } from './f8.ts';
import { fromBool, fromIntegers, isInteger } from './integer.ts';
import { isFloatKind, nativeDtype } from './kind.ts';
import { eachWords, SCRATCH, type WordsType } from './words.ts';

/**
 * How elements of a file come into a typed array of a kind, `'Float32Array'` and so on; undefined where they cannot: `whyNot` says why.
 *
 * - Floats go into every float kind. What a kind cannot hold is rounded to nearest, ties to even; NaN stays NaN, and into a
 *   Float32Array with the payload that numpy and ml_dtypes give it.
 * - Integers and BOOL go into every kind, wherever it holds the value exactly.
 */
export function decoderOf(dtype: Dtype, kind: string): Decode | undefined {
  if (whyNot(dtype, kind) !== undefined) return undefined;
  if (nativeDtype(kind) === dtype) return copy;
  if (dtype === 'BOOL') return fromBool;
  if (isInteger(dtype)) return fromIntegers(dtype, kind);
  if (dtype === 'F32') return rounding<Float32Array>(Float32Array);
  if (dtype === 'F64') return rounding<Float64Array>(Float64Array);
  const [size, widen] = widening(dtype as Widened); // all others were refused, or are above
  return kind === 'Float32Array' ? intoFloat32(size, widen) : throughFloat32(size, widen);
}

/** Why elements of a file cannot come into a typed array of a kind, as the end of a sentence; undefined where they can. */
export function whyNot(dtype: Dtype, kind: string): string | undefined {
  if (nativeDtype(kind) === undefined) return `${kind} holds no numbers`;
  if (dtype === 'C64') return 'a complex number is no element of a flat array';
  if (dtype === 'F4' || dtype === 'F6_E2M3' || dtype === 'F6_E3M2')
    return 'the format leaves open how its elements are packed in bytes';
  return isFloat(dtype) && !isFloatKind(kind) ? `floats do not go into ${kind}` : undefined;
}

export const isFloat = (dtype: Dtype): boolean => dtype !== 'BOOL' && !isInteger(dtype);

/** The file's elements are those of the kind. */
const copy: Decode = (source, target, offset) => {
  const bytes = new Uint8Array(target.buffer, target.byteOffset + offset * target.BYTES_PER_ELEMENT, source.length);
  bytes.set(source);
  if (!LITTLE_ENDIAN) swap(bytes, target.BYTES_PER_ELEMENT);
};

/** Between float kinds of the language, whose own conversion rounds to nearest, ties to even. */
function rounding<W extends ArrayLike<number>>(Type: WordsType<W>): Decode {
  return (source, target, offset) => eachWords(source, Type, (words, at) => target.set(words, offset + at));
}

type Widened = 'BF16' | 'F16' | Parameters<typeof widenF8>[0];
/** Puts the bits of F32 for as many elements of a file. */
type Widen = (source: Uint8Array, target: Uint32Array) => void;

function widening(dtype: Widened): readonly [size: number, widen: Widen] {
  if (dtype === 'BF16') return [2, widenBf16];
  return dtype === 'F16' ? [2, widenF16] : [1, widenF8(dtype)];
}

const intoFloat32 =
  (size: number, widen: Widen): Decode =>
  (source, target, offset) =>
    widen(source, new Uint32Array(target.buffer, target.byteOffset + 4 * offset, source.length / size));

function throughFloat32(size: number, widen: Widen): Decode {
  return (source, target, offset) => {
    const length = source.length / size;
    const scratch = new Float32Array(Math.min(SCRATCH, length));
    for (let at = 0; at < length; at += SCRATCH) {
      const piece = scratch.subarray(0, length - at);
      widen(
        source.subarray(at * size, at * size + piece.length * size),
        new Uint32Array(piece.buffer, 0, piece.length),
      );
      target.set(piece, offset + at);
    }
  };
}
