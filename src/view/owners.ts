import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Shape } from '../../types/schema/markers.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { Leaf } from '../../types/view/leaf.ts';
import type { KindIn, MemoryLike, Viewed, WithBuffer } from '../../types/view/source.ts';
import type { ArrayType } from '../array/kind.ts';
import { CompiledWithOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/root.ts';
import { bindFlat } from './flat.ts';
import { leafOver } from './leaf.ts';

/**
 * The slots of a layout that own storage, in canonical order: those of `slots` that are no ties. Together they are the flat array, each element once.
 * The list is frozen, and the same each time.
 *
 * @example
 * model.slots.length; // 6
 * ownerSlots(model).length; // 5: 'lm_head.weight' is tied
 */
export function ownerSlots(layout: LayoutLike): readonly Slot[] {
  return CompiledWithOwners.ownerSlotsOf(layout);
}

/**
 * The slots that own storage and their leaves: the loop for what must take every element once, a gradient's norm, a sum of squares. A scalar is
 * an array of one element. It takes what `view` takes.
 *
 * @example
 * let squares = 0;
 * for (const [, leaf] of owners(model, flat.fill(2))) for (const x of leaf) squares += x * x;
 * squares; // 240, once for each of the 60 elements
 *
 * @throws RangeError where the length does not fit, TypeError for anything else
 */
export function* owners<L extends LayoutLike, A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
  layout: L,
  source: FlatIn<FlatSchemaOf<L>, A>,
  byteOffset?: WithBuffer<A, number | undefined>,
  type?: WithBuffer<A, KindIn<B> | undefined>,
): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]> {
  // The two halves are twins: the compiler cannot compare them.
  const bound = bindFlat(
    rootOfLayout(layout).size,
    source as NumberArray as AnyArray,
    byteOffset as number | undefined,
    type as ArrayType | undefined,
  );
  for (const slot of ownerSlots(layout)) yield [slot, leafOver(bound, slot) as never];
}
