import type { Slot, SubtreeRange } from '../../types/place/slot.ts';
import type { LeafNode, Node } from '../schema/node.ts';
import type { Dims } from '../schema/strides.ts';
import type { LeafPlace, Place } from './place.ts';

/** The dimensions of a leaf, reversed where a tie reads it as its transpose. */
export function dimsOf({ shape, strides }: LeafNode, transposed: boolean): Dims {
  if (!transposed) return { shape, strides };
  return { shape: Object.freeze([...shape].reverse()), strides: Object.freeze([...strides].reverse()) };
}

/** What `at` and `slots` give for a leaf. */
export function slotOf(place: LeafPlace): Slot {
  const { shape, strides } = dimsOf(place.node, place.transposed);
  const slot = {
    path: place.path,
    offset: place.offset,
    length: place.node.size,
    shape,
    strides,
    transposed: place.transposed,
  };
  return Object.freeze(place.tiedTo === undefined ? slot : { ...slot, tiedTo: place.tiedTo });
}

export function rangeOf(place: Place): Slot | SubtreeRange {
  const { node, path, offset } = place;
  if (node.kind === 'leaf') return slotOf(place as LeafPlace);
  const range = { path, offset, length: node.size };
  return Object.freeze(
    node.form === 'repeat' ? { ...range, count: node.count, stride: (node.children[0] as Node).size } : range,
  );
}
