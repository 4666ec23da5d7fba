// No twin in types: no type depends on where pads lie.
import { ownerSlots } from '../view/owners.ts';
import type { Operands } from './operand.ts';

/**
 * Calls `visit` for each run of elements that are no pads, from `start` up to `end`. Without a layout, or in one without
 * pads, the whole array is one run. In a layout with pads the runs are its owners, merged where they touch.
 */
export function eachRun({ layout, length }: Operands, visit: (start: number, end: number) => void): void {
  if ((layout?.parameterCount ?? length) === length) return visit(0, length);
  let start = 0;
  let end = 0;
  for (const slot of ownerSlots(layout as NonNullable<typeof layout>)) {
    if (slot.offset !== end) {
      if (end > start) visit(start, end);
      start = slot.offset;
    }
    end = slot.offset + slot.length;
  }
  if (end > start) visit(start, end);
}
