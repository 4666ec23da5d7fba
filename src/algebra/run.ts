// No twin in types: no type depends on where pads lie.
import { rangesOfSlots } from '../place/range.ts';
import { Compiled } from '../schema/node.ts';
import { ownerSlots } from '../view/owners.ts';
import type { OperandLayout, Operands } from './operand.ts';

/**
 * Returns the runs of elements that are no pads, as pairs of numbers: the start of a run and its end. Without a layout,
 * or in one without pads, the whole array is one run. In a layout with pads the runs are its owners, merged where they
 * touch.
 */
export function filledRunsOf({ layout, length }: Pick<Operands, 'layout' | 'length'>): readonly number[] {
  if (layout === undefined || !mayHavePads(layout)) return [0, length];
  return rangesOfSlots(ownerSlots(layout)).flatMap(({ start, end }) => [start, end]);
}

/** Calls `visit` for each run of elements that are no pads, from `start` up to `end`. */
export function eachRun(operands: Operands, visit: (start: number, end: number) => void): void {
  const runs = filledRunsOf(operands);
  for (let i = 0; i < runs.length; i += 2) visit(runs[i] as number, runs[i + 1] as number);
}

/**
 * A compiled schema without `aligned` has no pads. For a layout of another copy of the library, the two counts decide.
 */
function mayHavePads(layout: OperandLayout): boolean {
  const root = Compiled.rootOf(layout);
  return root === undefined ? (layout.parameterCount ?? layout.length) !== layout.length : root.align > 1;
}
