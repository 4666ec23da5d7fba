import type { Slot } from '../../types/place/slot.ts';
import type { Node } from '../schema/node.ts';
import { buildStructure } from './structure.ts';

type MapTie = (value: unknown, slot: Slot) => unknown;

/**
 * Returns the structure of a schema with a value for each slot. `leaf` runs for all owners first; then each tied
 * slot gets the value of its owner, even if it comes before the owner.
 */
export function mapLeaves(root: Node, slots: readonly Slot[], leaf: (slot: Slot) => unknown, tie?: MapTie): unknown {
  const values = slots.map((slot) => (slot.tiedTo === undefined ? leaf(slot) : undefined));
  let indexOfOwner: Map<string, number> | undefined; // index by path; built on demand, as most schemas have no ties
  let i = 0;
  const nextValue = (): unknown => {
    const slot = slots[i++] as Slot;
    if (slot.tiedTo === undefined) return values[i - 1];
    indexOfOwner ??= new Map(slots.map(({ path }, index) => [path, index]));
    const owner = indexOfOwner.get(slot.tiedTo) as number;
    if (tie !== undefined) return tie(values[owner], slot);
    if (slot.transposed || slot.shape.join() !== slots[owner]?.shape.join())
      throw new TypeError(`'${slot.path}' differs from '${slot.tiedTo}': map needs a second function for ties`);
    return values[owner];
  };
  return buildStructure(root, nextValue, Object.freeze);
}
