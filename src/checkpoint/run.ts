import type { Slot } from '../../types/slot.ts';

/** A stretch that is contiguous both in memory and in a file. */
export interface Run {
  /** First element in the flat array. */
  readonly offset: number;
  /** First byte in the file's data. */
  readonly start: number;
  /** In elements. */
  readonly length: number;
}

/** Joins stretches that follow one another in both places; `pieces` come in the order of the file. */
export function* runs(pieces: Iterable<{ readonly slot: Pick<Slot, 'offset' | 'length'>; readonly start: number }>): Generator<Run> {
  let open: Run | undefined;
  for (const { slot, start } of pieces) {
    if (slot.length === 0) continue;
    if (open !== undefined && open.offset + open.length === slot.offset && open.start + 4 * open.length === start) {
      open = { ...open, length: open.length + slot.length };
      continue;
    }
    if (open !== undefined) yield open;
    open = { offset: slot.offset, start, length: slot.length };
  }
  if (open !== undefined) yield open;
}
