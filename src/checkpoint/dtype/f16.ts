import { bytesOf, readWords } from './byte-order.ts';
import { convertBySimd } from './simd.ts';

/**
 * The F32 bits of every F16 value (IEEE 754 binary16: 1 sign, 5 exponent, 10 significand bits). A NaN keeps its sign
 * and payload. The table takes 256 KiB and is made on first use.
 */
let f16Table: Uint32Array | undefined;

function makeF16Table(): Uint32Array {
  const made = new Uint32Array(2 ** 16);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  for (let half = 0; half < 2 ** 15; half++) {
    const exponent = half >>> 10;
    const significand = half & 0x3ff;
    if (exponent === 31) bits[0] = 0x7f800000 | (significand << 13);
    else value[0] = exponent === 0 ? significand * 2 ** -24 : (1 + significand / 1024) * 2 ** (exponent - 15);
    made[half] = bits[0] as number;
    made[half | 0x8000] = (bits[0] as number) | 0x80000000;
  }
  return made;
}

/**
 * Widens F16 to F32.
 *
 * @param source F16 values as a file holds them
 * @param target the bits of as many F32 values
 */
export function widenF16(source: Uint8Array, target: Uint32Array): void {
  if (!convertBySimd('widenF16', source, 2, bytesOf(target), 4)) widenF16Scalar(source, target);
}

/** The same without WebAssembly. */
export function widenF16Scalar(source: Uint8Array, target: Uint32Array): void {
  const values = (f16Table ??= makeF16Table());
  readWords(source, Uint16Array, (halves, at) => {
    for (let i = 0; i < halves.length; i++) target[at + i] = values[halves[i] as number] as number;
  });
}

/**
 * Rounds F32 to F16: to nearest, ties to even. Values beyond the largest become infinity, values below the smallest
 * normal become subnormal. A NaN keeps its sign and the upper bits of its payload, as in numpy.
 */
export function narrowToF16(source: Uint32Array, target: Uint16Array): void {
  if (!convertBySimd('narrowToF16', bytesOf(source), 4, bytesOf(target), 2)) narrowToF16Scalar(source, target);
}

/** The same without WebAssembly. */
export function narrowToF16Scalar(source: Uint32Array, target: Uint16Array): void {
  for (let i = 0; i < source.length; i++) {
    const bits = source[i] as number;
    target[i] = ((bits >>> 16) & 0x8000) | f16MagnitudeOf(bits & 0x7fffffff);
  }
}

/** The number of significand bits that F16 lacks, and the difference of the exponent biases (127 and 15) in place. */
const DROPPED_BITS = 13;
const REBIAS = (127 - 15) << 23;

function f16MagnitudeOf(bits: number): number {
  // From 2^16 on.
  if (bits >= 0x47800000) return bits <= 0x7f800000 ? 0x7c00 : 0x7c00 | Math.max(1, (bits & 0x7fffff) >>> DROPPED_BITS);
  // From 2^-14 on.
  if (bits >= 0x38800000) return (bits - REBIAS + 0xfff + ((bits >>> DROPPED_BITS) & 1)) >>> DROPPED_BITS;
  const shift = 126 - (bits >>> 23); // the last bit of a subnormal is worth 2^-24
  if (shift > 24) return 0;
  const significand = (bits & 0x7fffff) | 0x800000;
  return (significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift;
}
