import type { Slot, SubtreeRange } from '../../types/place/slot.ts';
import { type LeafNode, strideOf } from '../schema/node.ts';
import type { StridedShape } from '../schema/strides.ts';
import type { LeafPlace, Place } from './place.ts';

/** Returns the shape and strides of a leaf, reversed for a tie that reads it as its transpose. */
export function stridedShapeOf({ shape, strides }: LeafNode, transposed: boolean): StridedShape {
  if (!transposed) return { shape, strides };
  return { shape: Object.freeze([...shape].reverse()), strides: Object.freeze([...strides].reverse()) };
}

/** Returns the slot of a leaf, as `at` and `slots` show it. */
export function slotOf(place: LeafPlace): Slot {
  const { shape, strides } = stridedShapeOf(place.node, place.transposed);
  const slot = {
    path: place.path,
    offset: place.offset,
    length: place.node.length,
    shape,
    strides,
    transposed: place.transposed,
  };
  return Object.freeze(place.tiedTo === undefined ? slot : { ...slot, tiedTo: place.tiedTo });
}

/** Returns what `at` shows: the slot of a leaf, or the range of a subtree. */
export function rangeOf(place: Place): Slot | SubtreeRange {
  const { node, path, offset } = place;
  if (node.kind === 'leaf') return slotOf(place as LeafPlace);
  const range = { path, offset, length: node.size };
  return Object.freeze(node.form === 'repeat' ? { ...range, count: node.count, stride: strideOf(node) } : range);
}
