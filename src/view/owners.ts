// No twin in types: the types of these two functions do not depend on which leaves own memory.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Shape } from '../../types/schema/markers.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { Leaf } from '../../types/view/leaf.ts';
import type { KindIn, MemoryLike, Viewed, WithBuffer } from '../../types/view/source.ts';
import type { ArrayType } from '../array/kind.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from './flat.ts';
import { leafOver } from './leaf.ts';

/**
 * Returns the slots that own memory, in the order of `slots`: all slots except ties. Together they cover each element
 * of the flat array once. Each call returns the same frozen list.
 *
 * @example
 * model.slots.length; // 6
 * ownerSlots(model).length; // 5: 'lm_head.weight' is tied
 *
 * @throws TypeError for anything but a layout
 */
export function ownerSlots(layout: LayoutLike): readonly Slot[] {
  return slotsOfOwners(layout);
}

/**
 * Yields the slots that own memory, each with its leaf. Use it where each element must count once, as in the norm of a
 * gradient. The leaf of a scalar is an array of one element. The sources, and `byteOffset` in bytes, are those of
 * `view`.
 *
 * @example
 * let squares = 0;
 * for (const [, leaf] of owners(model, flat.fill(2))) for (const x of leaf) squares += x * x;
 * squares; // 240, once for each of the 60 elements
 *
 * @throws RangeError if the length, the offset or the alignment does not fit
 * @throws TypeError for anything but a layout and a source of numbers
 */
export function* owners<L extends LayoutLike, A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
  layout: L,
  source: FlatIn<FlatSchemaOf<L>, A>,
  byteOffset?: WithBuffer<A, number | undefined>,
  type?: WithBuffer<A, KindIn<B> | undefined>,
): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]> {
  // `as`: the compiler cannot compare its half with this one.
  const bound = bindFlat(
    rootOfLayout(layout).size,
    source as NumberArray as AnyArray,
    byteOffset as number | undefined,
    type as ArrayType | undefined,
  );
  for (const slot of ownerSlots(layout)) yield [slot, leafOver(bound, slot) as never];
}
