// No twin in types: no type depends on where pads lie.
import { Compiled } from '../schema/node.ts';
import { ownerSlots } from '../view/owners.ts';
import type { OperandLayout, Operands } from './operand.ts';

/**
 * Calls `visit` for each run of elements that are no pads, from `start` up to `end`. Without a layout, or in one without
 * pads, the whole array is one run. In a layout with pads the runs are its owners, merged where they touch.
 */
export function eachRun({ layout, length }: Operands, visit: (start: number, end: number) => void): void {
  if (layout === undefined || !mayHavePads(layout)) return visit(0, length);
  let start = 0;
  let end = 0;
  for (const slot of ownerSlots(layout)) {
    if (slot.offset !== end) {
      if (end > start) visit(start, end);
      start = slot.offset;
    }
    end = slot.offset + slot.length;
  }
  if (end > start) visit(start, end);
}

/** A compiled schema without `aligned` has no pads. Of a layout of another copy of the library, the counts tell. */
function mayHavePads(layout: OperandLayout): boolean {
  const root = Compiled.rootOf(layout);
  return root === undefined ? (layout.parameterCount ?? layout.length) !== layout.length : root.align > 1;
}
