import { BITS, type Dtype } from '../dtype/dtype.ts';

const TWO_TO_64 = 2n ** 64n;

/**
 * Bytes that a tensor takes, or why that cannot be said. The official library multiplies in 64 bits from left to right, so that
 * `[0, 2^40, 2^40]` is empty but `[2^40, 2^40, 0]` overflows; so do we, by doubles as long as they are exact.
 */
export function byteLengthOf(
  dtype: Dtype,
  shape: readonly (number | bigint)[],
): number | bigint | 'too large' | 'no whole bytes' {
  let bits: number = BITS[dtype];
  for (const dim of shape) {
    if (typeof dim === 'bigint' || !Number.isSafeInteger(bits * dim)) return exactByteLengthOf(dtype, shape);
    bits *= dim;
  }
  return bits % 8 === 0 ? bits / 8 : 'no whole bytes';
}

function exactByteLengthOf(dtype: Dtype, shape: readonly (number | bigint)[]): number | bigint | 'too large' | 'no whole bytes' {
  let elements = 1n;
  for (const dim of shape) {
    if (dim === 1) continue; // a shape may have millions of them
    elements *= BigInt(dim);
    if (elements >= TWO_TO_64) return 'too large';
  }
  const bits = elements * BigInt(BITS[dtype]);
  if (bits >= TWO_TO_64) return 'too large';
  if (bits % 8n !== 0n) return 'no whole bytes';
  const bytes = bits / 8n;
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : bytes;
}
