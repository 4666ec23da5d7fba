// No twin in types: the compiler does not cut flat arrays.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { slotsOfOwners } from './owner.ts';

/** A range of the flat array: that of an owner, or a pad between two. */
export interface OwnerOrPad {
  readonly length: number;
  readonly slot: Slot | undefined;
}

/** Returns the ranges of owners and pads that together make up the flat array. */
export function ownersAndPads(model: LayoutLike): readonly OwnerOrPad[] {
  const pieces: OwnerOrPad[] = [];
  let end = 0;
  const padTo = (offset: number): void => {
    if (offset > end) pieces.push({ length: offset - end, slot: undefined });
  };
  for (const slot of slotsOfOwners(model)) {
    padTo(slot.offset);
    pieces.push({ length: slot.length, slot });
    end = slot.offset + slot.length;
  }
  padTo(rootOfLayout(model).size);
  return pieces;
}
