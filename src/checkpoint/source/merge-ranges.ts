import type { ByteRange } from './input.ts';

/**
 * Ranges with at most this many bytes between them share a request. A request costs a round trip, about 50 ms between
 * two cities; in this time a line of 100 Mbit/s carries about as many bytes.
 */
export const MAX_GAP_BYTES = 2 ** 19;

/** Joins ranges, given in ascending order, where the gap between them is not worth a request of its own. */
export function mergeRanges(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const merged: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && start - last[1] <= MAX_GAP_BYTES) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** The end of the range that holds an offset; undefined if none does. */
export const endOfRangeAt = (ranges: readonly ByteRange[], offset: number): number | undefined =>
  ranges.find(([start, end]) => start <= offset && offset < end)?.[1];
