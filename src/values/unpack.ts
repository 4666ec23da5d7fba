import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Node } from '../schema/node.ts';
import { buildStructure } from './structure.ts';

/** Plain nested arrays of all leaves, those of ties too; the inverse of `pack`. */
export function unpack(root: Node, slots: readonly Slot[], flat: AnyArray): unknown {
  let i = 0;
  return buildStructure(
    root,
    () => unpackLeaf(slots[i++] as Slot, flat),
    (made) => made,
  );
}

function unpackLeaf({ shape, strides, offset }: Slot, flat: AnyArray): unknown {
  const last = shape.length - 1;
  const along = (axis: number, at: number): unknown[] => {
    const count = shape[axis] as number;
    const stride = strides[axis] as number;
    if (axis === last) return unpackRow(flat, at, count, stride);
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.push(along(axis + 1, at + i * stride));
    return items;
  };
  return last < 0 ? flat[offset] : along(0, offset);
}

/** Numbers only: engines keep them unboxed in an array that a place in the source fills with nothing else. */
function unpackRow(flat: AnyArray, at: number, count: number, stride: number): number[] {
  const items: number[] = [];
  for (let i = 0; i < count; i++) items.push(flat[at + i * stride] as number);
  return items;
}
