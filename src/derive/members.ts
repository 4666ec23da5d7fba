// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { Slot } from '../../types/place/slot.ts';
import { stridesOf } from '../schema/strides.ts';

/**
 * Returns a slot for each member of those leaves that the other layout has as a list: the leaf `layers.w` of shape
 * [12, 4], as in a stack, has the members `layers.0.w` to `layers.11.w` of shape [4] if the other layout has
 * `layers.0.w` of that shape, as in a repeat. The owner of a member is the leaf. `findOther` looks a path up in the
 * other layout.
 */
export function memberSlotsOf(owners: readonly Slot[], findOther: (path: string) => Slot | undefined): readonly Slot[] {
  return owners.flatMap((slot) => {
    const [count = 0, ...shape] = slot.shape;
    if (count === 0 || findOther(slot.path) !== undefined) return [];
    const segments = slot.path === '' ? [] : slot.path.split('.');
    const pathAt = (depth: number, index: number): string =>
      [...segments.slice(0, depth), `${index}`, ...segments.slice(depth)].join('.');
    const depths = Array.from({ length: segments.length + 1 }, (_, depth) => depth);
    const depth = depths.find((each) => findOther(pathAt(each, 0))?.shape.join() === shape.join());
    if (depth === undefined) return [];
    const length = slot.length / count;
    return Array.from({ length: count }, (_, i) => ({
      path: pathAt(depth, i),
      offset: slot.offset + i * length,
      length,
      shape,
      strides: stridesOf(shape),
      tiedTo: slot.path,
      transposed: false,
    }));
  });
}
