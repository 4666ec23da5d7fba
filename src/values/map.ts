import type { Slot } from '../../types/place/slot.ts';
import type { Node } from '../schema/node.ts';
import { buildStructure } from './structure.ts';

type MapTie = (value: unknown, slot: Slot) => unknown;

/** The same structure of anything. Owners first, wherever they stand; then every tied slot takes its owner's value. */
export function mapLeaves(root: Node, slots: readonly Slot[], leaf: (slot: Slot) => unknown, tie?: MapTie): unknown {
  const owned = slots.map((slot) => (slot.tiedTo === undefined ? leaf(slot) : undefined));
  let owners: Map<string, number> | undefined; // by path; most schemas have no ties
  let i = 0;
  const next = (): unknown => {
    const slot = slots[i++] as Slot;
    if (slot.tiedTo === undefined) return owned[i - 1];
    owners ??= new Map(slots.map(({ path }, at) => [path, at]));
    const value = owned[owners.get(slot.tiedTo) as number];
    if (tie !== undefined) return tie(value, slot);
    if (slot.transposed)
      throw new TypeError(`'${slot.path}' is a transposed tie: map needs a second function that transposes`);
    return value;
  };
  return buildStructure(root, next, Object.freeze);
}
