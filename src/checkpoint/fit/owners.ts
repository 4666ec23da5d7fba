import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { ownersByPath } from '../../place/owner.ts';
import type { Owners } from '../../place/owner.ts';

/** The length of the flat array: the owners cover it without gaps. */
export function flatLengthOf(owners: Owners): number {
  let length = 0;
  for (const { slot } of owners.values()) length += slot.length;
  return length;
}

/** The owners of a layout by path, in the layout's order. */
export const ownersOf = (layout: LayoutLike): Owners => ownersByPath(layout);
