// No twin in types: ranges are lists of numbers that only the run time knows.
import type { Slot } from '../../types/place/slot.ts';
import type { ElementRange } from '../../types/place/range.ts';

/** Returns the ranges that slots take up, in memory order. Ranges that touch become one. */
export function rangesOf(slots: readonly Slot[]): readonly ElementRange[] {
  const ranges: ElementRange[] = [];
  let start = 0;
  let end = -1;
  const close = (): void => {
    if (end > start) ranges.push(Object.freeze({ start, end }));
  };
  for (const { offset, length } of slots) {
    if (length === 0) continue;
    if (offset !== end) {
      close();
      start = offset;
    }
    end = offset + length;
  }
  close();
  return Object.freeze(ranges);
}
