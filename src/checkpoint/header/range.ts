/**
 * Whether serde_json takes a number for one that a double holds. Near the largest double that depends on how it computes: the digits
 * that fit in 64 bits, rounded, times a rounded power of ten. Source: github.com/serde-rs/json, src/de.rs, f64_from_parts.
 */
export function isInRange(text: string): boolean {
  const value = Math.abs(Number(text));
  if (value < 1e308 || value === Infinity) return value !== Infinity;
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d*))?(?:[eE](.+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  let kept = digits.slice(0, 20);
  if (BigInt(kept) >= 2n ** 64n) kept = kept.slice(0, 19);
  const power = Number(exponent) - fraction.length + (digits.length - kept.length);
  return Number.isFinite(power < 0 ? Number(kept) / Number(`1e${-power}`) : Number(kept) * Number(`1e${power}`));
}
