import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Node } from '../schema/node.ts';
import { buildStructure } from './structure.ts';

/** Copies all leaves into plain nested arrays, those of ties too; the inverse of `pack`. */
export function unpack(root: Node, slots: readonly Slot[], flat: AnyArray): unknown {
  let i = 0;
  return buildStructure(
    root,
    () => unpackLeaf(slots[i++] as Slot, flat),
    (structure) => structure,
  );
}

function unpackLeaf({ shape, strides, offset }: Slot, flat: AnyArray): unknown {
  const last = shape.length - 1;
  const unpackAxis = (axis: number, start: number): unknown[] => {
    const count = shape[axis] as number;
    const stride = strides[axis] as number;
    if (axis === last) return unpackRow(flat, start, count, stride);
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.push(unpackAxis(axis + 1, start + i * stride));
    return items;
  };
  return last < 0 ? flat[offset] : unpackAxis(0, offset);
}

/**
 * A function of its own: an engine keeps the numbers of an array unboxed if the code that fills it adds only numbers.
 */
function unpackRow(flat: AnyArray, start: number, count: number, stride: number): number[] {
  const items: number[] = [];
  for (let i = 0; i < count; i++) items.push(flat[start + i * stride] as number);
  return items;
}
