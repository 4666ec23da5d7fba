/**
 * An answer for programs. What JSON's numbers cannot say stands as text: integers beyond 2^53 with all their digits, `"NaN"`, `"Infinity"` and
 * `"-Infinity"`.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, (_key, each: unknown) => jsonValueOf(each), 2)}\n`;

function jsonValueOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : value;
}
