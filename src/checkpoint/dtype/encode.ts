import type { AnyArray } from '../../../types/array/kind.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { narrowToBf16 } from './bf16.ts';
import { BITS, type Dtype } from './dtype.ts';
import { LITTLE_ENDIAN, swap } from './endian.ts';
import { setExactly } from './exact.ts';
import { narrowToF16 } from './f16.ts';
import { narrowToF8 } from './f8.ts';
import { NARROW } from './integer.ts';
import { isFloatKind, nativeDtype } from './kind.ts';
import { oddBits } from './odd.ts';
import { toBool, toWide } from './to-integer.ts';
import { SCRATCH } from './words.ts';

/**
 * Converts elements of a flat array, `source[start]` to before `source[end]`, and writes them to `target` as a file holds them, lowest byte
 * first. `target` starts at a multiple of an element's bytes and has room for exactly these. `first` is the index in the tensor of the first.
 *
 * @throws CheckpointError that names the tensor and the element where an integer cannot be held exactly
 */
export type Encode = (
  source: AnyArray,
  start: number,
  end: number,
  target: Uint8Array,
  tensor: string | undefined,
  first?: number,
) => void;

/**
 * How elements of a kind of typed array are written as those of a file; undefined where they are not: `whyNotWritten` says why.
 *
 * - Floats are written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2: rounded once, to nearest, ties to even, what is too large to infinity, and to
 *   NaN in F8_E4M3, which has no infinity. NaN stays NaN.
 * - Integers are written as every type of integers, F32 and F64, wherever it holds the value exactly; 0 and 1 as BOOL.
 */
export function encoderOf(kind: string, dtype: Dtype): Encode | undefined {
  if (whyNotWritten(kind, dtype) !== undefined) return undefined;
  if (nativeDtype(kind) === dtype)
    return (source, start, end, target) =>
      inFileOrder(target, dtype, (bytes) => bytes.set(bytesOf(source, start, end)));
  if (isNarrow(dtype)) return narrowing(dtype);
  if (dtype === 'BOOL')
    return (source, start, end, target, tensor, first = 0) =>
      toBool(windowOn(source, start, end), target, tensor, first);
  if (dtype === 'I64' || dtype === 'U64')
    return (source, start, end, target, tensor, first = 0) =>
      toWide(windowOn(source, start, end), target, dtype, tensor, first);
  const Type: ArrayType = TYPES[dtype as keyof typeof TYPES]; // all others were refused, or are above
  const rounds = isFloatKind(kind);
  return (source, start, end, target, tensor, first = 0) =>
    inFileOrder(target, dtype, ({ buffer, byteOffset }) => {
      const elements: AnyArray = new Type(buffer, byteOffset, end - start);
      if (rounds) elements.set(windowOn(source, start, end));
      else setExactly(windowOn(source, start, end), elements, 0, tensor, first, dtype);
    });
}

const TYPES = { F64: Float64Array, F32: Float32Array, ...NARROW } as const;

/** Why elements of a kind are not written as those of a type, as the end of a sentence; undefined where they are. */
export function whyNotWritten(kind: string, dtype: Dtype): string | undefined {
  if (nativeDtype(kind) === undefined) return `${kind} holds no numbers`;
  if (dtype === 'F64' || dtype === 'F32') return undefined;
  if (isFloatKind(kind))
    return isNarrow(dtype) ? undefined : 'floats are written as F64, F32, F16, BF16, F8_E4M3 or F8_E5M2';
  return dtype === 'BOOL' || dtype === 'I64' || dtype === 'U64' || Object.hasOwn(TYPES, dtype) ?
      undefined
    : 'integers are written as I8 to U64, BOOL, F32 or F64';
}

const bytesOf = (source: AnyArray, start: number, end: number): Uint8Array =>
  new Uint8Array(
    source.buffer,
    source.byteOffset + start * source.BYTES_PER_ELEMENT,
    (end - start) * source.BYTES_PER_ELEMENT,
  );

function windowOn(source: AnyArray, start: number, end: number): AnyArray {
  const Type = typeOfKind(kindOf(source));
  if (Type === undefined) throw new TypeError('a typed array of numbers was expected');
  return new Type(source.buffer, source.byteOffset + start * source.BYTES_PER_ELEMENT, end - start);
}

/** Has bytes written in the machine's order and puts them into a file's. */
function inFileOrder(target: Uint8Array, dtype: Dtype, write: (target: Uint8Array) => void): void {
  write(target);
  if (!LITTLE_ENDIAN) swap(target, BITS[dtype] / 8);
}

/** Floats that are narrower than F32, each rounded out of its bits. */
type Narrow = 'BF16' | 'F16' | 'F8_E4M3' | 'F8_E5M2';
const isNarrow = (dtype: Dtype): dtype is Narrow =>
  dtype === 'BF16' || dtype === 'F16' || dtype === 'F8_E4M3' || dtype === 'F8_E5M2';

function narrowing(dtype: Narrow): Encode {
  if (dtype === 'BF16' || dtype === 'F16')
    return throughBits(dtype, Uint16Array, dtype === 'BF16' ? narrowToBf16 : narrowToF16);
  return throughBits(dtype, Uint8Array, narrowToF8(dtype));
}

function throughBits<W extends Uint8Array | Uint16Array>(
  dtype: Narrow,
  Words: new (buffer: ArrayBufferLike, offset: number, length: number) => W,
  narrow: (source: Uint32Array, target: W) => void,
): Encode {
  return (source, start, end, target) =>
    inFileOrder(target, dtype, ({ buffer, byteOffset }) => {
      if (kindOf(source) === 'Float32Array')
        return narrow(
          new Uint32Array(source.buffer, source.byteOffset + 4 * start, end - start),
          new Words(buffer, byteOffset, end - start),
        );
      for (let at = start; at < end; at += SCRATCH) {
        const count = Math.min(SCRATCH, end - at);
        narrow(
          oddBits(windowOn(source, at, at + count)),
          new Words(buffer, byteOffset + ((at - start) * BITS[dtype]) / 8, count),
        );
      }
    });
}
