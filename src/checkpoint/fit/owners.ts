import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { ownersByPath } from '../../place/owner.ts';
import type { Owners } from '../../place/owner.ts';

/** The length of the flat array. `LayoutLike` leaves it out, so that the compiler need not compare lengths. */
export const flatLengthOf = (layout: LayoutLike): number => (layout as LayoutLike & { readonly length: number }).length;

/** The owners of a layout by path, in the layout's order. */
export const ownersOf = (layout: LayoutLike): Owners => ownersByPath(layout);
