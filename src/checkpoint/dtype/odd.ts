/**
 * The bits of F32 for doubles, rounded to odd: of the two neighbours the one whose last bit is 1, unless the value is exact. Rounding once
 * more, to a type with at least two bits less, then gives what rounding the double at once would give; rounding to nearest twice does
 * not. Source: Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", IEEE Transactions on Computers 57(4), 2008.
 */
export function roundToOddBits(values: ArrayLike<number>): Uint32Array {
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
