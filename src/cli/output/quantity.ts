/** `1,234,567`, the same wherever it is printed. */
export const groupDigits = (count: number | bigint): string => count.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** What counts are given in, in powers of 1000, and bytes, in powers of 1024. */
export const COUNT_UNITS: readonly string[] = ['', ' k', ' M', ' G', ' T', ' P'];
export const BYTE_UNITS: readonly string[] = [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB'];

/** `124.4 M`: three or four digits and the factor, as models are spoken of. */
export const formatCount = (count: number): string => formatScaled(count, 1000, COUNT_UNITS);

/** `474.7 MiB`: in powers of 1024. */
export const formatBytes = (count: number): string => formatScaled(count, 1024, BYTE_UNITS);

/** `1 tensor`, `148 tensors`. */
export const pluralize = (count: number, noun: string, plural = `${noun}s`): string =>
  `${groupDigits(count)} ${count === 1 ? noun : plural}`;

/** Four significant digits: `0.02`, `12350`, and with an exponent what is longer: `-1.234e-7`, `1.235e9`. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value))
    return (
      Number.isNaN(value) ? 'NaN'
      : value > 0 ? 'Inf'
      : '-Inf'
    );
  const near = Number(value.toPrecision(4));
  const size = Math.abs(near);
  return size === 0 || (size >= 1e-4 && size < 1e7) ? `${near}` : near.toExponential().replace('+', '');
}

function formatScaled(count: number, base: number, units: readonly string[]): string {
  let [value, unit] = [count, 0];
  // What would be rounded up to a whole next unit is given in that unit.
  while (unit < units.length - 1 && (unit === 0 ? value : Math.round(value * 10) / 10) >= base) {
    value /= base;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)}${units[unit]}`;
}

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
