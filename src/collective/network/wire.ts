// No twin in types: types/collective/network.ts has the names of the formats.
import type { Wire } from '../../../types/collective/network.ts';
import { narrowToBf16, widenBf16 } from '../../checkpoint/dtype/bf16.ts';
import { bytesOf, LITTLE_ENDIAN, swapBytes } from '../../checkpoint/dtype/byte-order.ts';
import { narrowToF16, widenF16 } from '../../checkpoint/dtype/f16.ts';
import type { FloatArray } from '../../optim/float.ts';

/** How elements become the bytes of a message, in little-endian order. */
export interface WireFormat {
  /** The number of bytes of one element. */
  readonly bytes: number;
  /** Rounds the elements from `start` up to `end` to values that the format has. */
  round(vector: FloatArray, start: number, end: number): void;
  /** Returns the bytes of the elements from `start` up to `end`: a view of the vector where possible. */
  encode(vector: FloatArray, start: number, end: number): Uint8Array;
  /** Writes the elements in `body` to the vector, from index `at` on. */
  decode(body: Uint8Array, vector: FloatArray, at: number): void;
}

/** A format without rounding. */
const native = (bytes: number): WireFormat => ({
  bytes,
  round() {},
  encode(vector, start, end) {
    const window = bytesOf(vector.subarray(start, end));
    return LITTLE_ENDIAN ? window : swapBytes(window.slice(), bytes);
  },
  decode(body, vector, at) {
    const target = bytesOf(vector.subarray(at, at + body.length / bytes));
    target.set(body);
    if (!LITTLE_ENDIAN) swapBytes(target, bytes);
  },
});

/** A format of 16 bits for vectors of 32-bit floats. */
function halves(
  narrow: (source: Uint32Array, target: Uint16Array) => void,
  widen: (source: Uint8Array, target: Uint32Array) => void,
): WireFormat {
  const bitsOf = (vector: FloatArray, start: number, end: number): Uint32Array =>
    new Uint32Array(vector.buffer, vector.byteOffset + 4 * start, end - start);
  const encode = (vector: FloatArray, start: number, end: number): Uint8Array => {
    const words = new Uint16Array(end - start);
    narrow(bitsOf(vector, start, end), words);
    return LITTLE_ENDIAN ? bytesOf(words) : swapBytes(bytesOf(words), 2);
  };
  return {
    bytes: 2,
    encode,
    round: (vector, start, end) => widen(encode(vector, start, end), bitsOf(vector, start, end)),
    decode: (body, vector, at) => widen(body, bitsOf(vector, at, at + body.length / 2)),
  };
}

export const WIRES: Readonly<Record<Wire, WireFormat>> = {
  F64: native(8),
  F32: native(4),
  BF16: halves(narrowToBf16, widenBf16),
  F16: halves(narrowToF16, widenF16),
};
