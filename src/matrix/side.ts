import type { AnyLayout } from '../../types/layout.ts';
import type { Slot } from '../../types/place/slot.ts';
import { layout } from '../layout.ts';
import { findPlace, type LeafPlace, rootPlaceOf } from '../place/place.ts';
import { slotOf } from '../place/slot.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { transposedSide } from './issues.ts';

/** What a path selects on one side of a block view. The offset is in rows or in columns. */
export interface Side {
  readonly offset: number;
  /** The slot, if it is a leaf. */
  readonly leaf: Slot | undefined;
  /** Returns its layout; that of a leaf is a layout of its shape. */
  layoutOf(): AnyLayout;
}

/**
 * Finds what a path selects. The empty path selects all.
 *
 * @throws RangeError for an unknown path
 */
export function sideAt(of: AnyLayout, path: string): Side {
  const root = rootOfLayout(of);
  const place = path === '' ? rootPlaceOf(root) : findPlace(root, path);
  if (place.node.kind !== 'leaf')
    return { offset: place.offset, leaf: undefined, layoutOf: () => (path === '' ? of : of.sub(path)) };
  const leaf = slotOf(place as LeafPlace);
  return { offset: place.offset, leaf, layoutOf: () => (path === '' ? of : layoutOfLeaf(leaf)) };
}

/**
 * @throws TypeError for a transposed leaf: its elements lie in the order of its owner, so no layout of its shape has
 *   them in order
 */
function layoutOfLeaf({ path, shape, transposed }: Slot): AnyLayout {
  if (transposed) throw new TypeError(transposedSide(path));
  return (layout as (schema: readonly number[]) => AnyLayout)(shape);
}
