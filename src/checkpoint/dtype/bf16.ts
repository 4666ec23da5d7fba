import { bytesOf, LITTLE_ENDIAN, readWords } from './byte-order.ts';
import { convertBySimd } from './simd.ts';

/**
 * Widens BF16 to F32. BF16 is the upper half of F32, so a shift is enough; NaN payloads and signs survive. Where the
 * source is aligned to 4 bytes, the loop reads two values at a time.
 *
 * @param source BF16 values as a file holds them
 * @param target the bits of as many F32 values
 */
export function widenBf16(source: Uint8Array, target: Uint32Array): void {
  if (!convertBySimd('widenBf16', source, 2, bytesOf(target), 4)) widenBf16Scalar(source, target);
}

/** The same without WebAssembly. */
export function widenBf16Scalar(source: Uint8Array, target: Uint32Array): void {
  readWords(source, Uint16Array, (halves, at) => {
    const even = LITTLE_ENDIAN && halves.byteOffset % 4 === 0 ? halves.length & ~1 : 0;
    const pairs = new Uint32Array(halves.buffer, even === 0 ? 0 : halves.byteOffset, even / 2);
    for (let i = 0, j = at; i < pairs.length; i++, j += 2) {
      const pair = pairs[i] as number;
      target[j] = pair << 16;
      target[j + 1] = pair & 0xffff0000;
    }
    for (let i = even; i < halves.length; i++) target[at + i] = (halves[i] as number) << 16;
  });
}

/**
 * Rounds F32 to BF16: to nearest, ties to even; values beyond the largest become infinity. A NaN becomes the quiet NaN
 * of its sign, as in ml_dtypes.
 */
export function narrowToBf16(source: Uint32Array, target: Uint16Array): void {
  if (!convertBySimd('narrowToBf16', bytesOf(source), 4, bytesOf(target), 2)) narrowToBf16Scalar(source, target);
}

/** The same without WebAssembly. */
export function narrowToBf16Scalar(source: Uint32Array, target: Uint16Array): void {
  for (let i = 0; i < source.length; i++) {
    const bits = source[i] as number;
    target[i] =
      (bits & 0x7fffffff) > 0x7f800000 ?
        ((bits >>> 16) & 0x8000) | 0x7fc0
      : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
  }
}
