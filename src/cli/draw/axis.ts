import { ticks } from 'd3-array';
import { BYTE_UNITS, COUNT_UNITS, groupDigits } from '../output/quantity.ts';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Round places from 0 to a total, in powers of 1000 or of 1024: `0, 20 M, 40 M`. */
export function ticksOf(total: number, base: 1000 | 1024, count: number): readonly Tick[] {
  const units = base === 1000 ? COUNT_UNITS : BYTE_UNITS;
  let [scale, unit] = [1, 0];
  while (unit < units.length - 1 && total / scale >= (base === 1000 && unit === 0 ? 10_000 : base)) {
    scale *= base;
    unit += 1;
  }
  const places = ticks(0, total / scale, count).filter((value) => unit > 0 || Number.isInteger(value));
  return places.map((value) => ({
    at: value * scale,
    text: value === 0 ? '0' : `${groupDigits(value)}${units[unit]}`,
  }));
}
