import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { CompiledWithOwners, type Owners } from '../../place/owner.ts';

/** The length of the flat array that owners tile. */
export function lengthOf(owners: Owners): number {
  let length = 0;
  for (const { slot } of owners.values()) length += slot.length;
  return length;
}

/** The owners of a layout by path, in the layout's order. */
export const ownersOf = (layout: LayoutLike): Owners => CompiledWithOwners.ownersOf(layout);
