import { replaceUnprintable } from '../../array/printable.ts';

/** Groups the digits of a count in any locale: `1,234,567`. */
export const groupDigits = (count: number | bigint): string => count.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** The units of counts, in powers of 1000. */
export const COUNT_UNITS: readonly string[] = ['', ' k', ' M', ' G', ' T', ' P'];

/** The units of bytes, in powers of 1024. */
export const BYTE_UNITS: readonly string[] = [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB'];

/** Formats a count with three or four digits and a unit: `124.4 M`. */
export const formatCount = (count: number): string => formatScaled(count, 1000, COUNT_UNITS);

/** Formats bytes in powers of 1024: `474.7 MiB`. */
export const formatBytes = (count: number): string => formatScaled(count, 1024, BYTE_UNITS);

/** Formats a count with its noun: `1 tensor`, `148 tensors`. */
export const pluralize = (count: number, noun: string, plural = `${noun}s`): string =>
  `${groupDigits(count)} ${count === 1 ? noun : plural}`;

/**
 * Formats a number with four significant digits, and with an exponent if it is very large or small: `0.02`, `12350`,
 * `-1.234e-7`.
 */
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
  // A value that rounds up to a whole next unit takes that unit.
  while (unit < units.length - 1 && (unit === 0 ? value : Math.round(value * 10) / 10) >= base) {
    value /= base;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)}${units[unit]}`;
}

/**
 * Writes an answer for programs as JSON. Values that JSON numbers cannot hold become strings: integers beyond 2^53,
 * `"NaN"`, `"Infinity"` and `"-Infinity"`.
 */
export const jsonTextOf = (value: unknown): string =>
  `${escapeJson(JSON.stringify(value, (_key, each: unknown) => jsonValueOf(each), 2))}\n`;

/** Escapes characters of JSON that no terminal should receive, except ends of lines. It stays the same JSON. */
export const escapeJson = (json: string): string =>
  replaceUnprintable(json, (char) => (char === '\n' ? char : char.split('').map(escapeUnit).join('')));

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function jsonValueOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
  return typeof value === 'number' && !Number.isFinite(value) ? `${value}` : value;
}
