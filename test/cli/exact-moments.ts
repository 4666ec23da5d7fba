/**
 * Computes mean and deviation in integers and rounds once at the end. Every double is a multiple of 2^-1074. Very many
 * values would be too slow for BigInt.
 */
export function exactMoments(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  let sum = 0n;
  let squares = 0n;
  for (let i = 0; i < values.length; i++) {
    const value = unitsOf(values[i] as number);
    sum += value;
    squares += value * value;
  }
  const count = BigInt(values.length);
  return { mean: divide(sum, count << UNIT), deviation: rootOf(count * squares - sum * sum, count << UNIT) };
}
const UNIT = 1074n;

function unitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** Divides to a double, exact except for its last bits. */
function divide(a: bigint, b: bigint): number {
  if (a < 0n) return -divide(-a, b);
  if (a === 0n) return 0;
  const shift = BigInt(b.toString(2).length - a.toString(2).length + 64);
  const quotient = shift >= 0n ? (a << shift) / b : a / (b << -shift);
  return scaleByPower(Number(quotient), -Number(shift));
}

/** The square root of `a`, divided by `b`. */
function rootOf(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const excess = Math.max(0, a.toString(2).length - 200);
  const shift = BigInt(excess + (excess % 2));
  const top = Number(a >> shift);
  // `top` has at most 200 bits, and a double holds 53 of them. The root is shifted back by half.
  return divide(BigInt(Math.round(Math.sqrt(top))) << (shift / 2n), b);
}

/** Multiplies in two steps, since 2^1100 is not a double. */
const scaleByPower = (value: number, exponent: number): number =>
  value * 2 ** Math.floor(exponent / 2) * 2 ** Math.ceil(exponent / 2);
