import type { ElementRange } from '../../types/place/range.ts';
import type { Slot } from '../../types/place/slot.ts';

/** Returns the ranges that slots take up, in memory order. Ranges that touch become one. */
export function rangesOfSlots(slots: readonly Slot[]): readonly ElementRange[] {
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
