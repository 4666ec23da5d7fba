import type { Slot } from '../../types/place/slot.ts';
import { requireLayout } from '../schema/layout-mark.ts';
import { Compiled } from '../schema/node.ts';

/** A leaf that owns memory, and the slots that are tied to it. */
export interface Owner {
  readonly slot: Slot;
  readonly ties: readonly Slot[];
}
/** The owners of a layout by path, in the layout's order. */
export type Owners = ReadonlyMap<string, Owner>;

/** The owners of a layout, and their slots as a frozen list. */
interface OwnerTable {
  readonly owners: Owners;
  readonly slots: readonly Slot[];
}
interface HasSlots {
  readonly slots: readonly Slot[];
}

function findOwners({ slots }: HasSlots): OwnerTable {
  const owners = new Map<string, { readonly slot: Slot; readonly ties: Slot[] }>();
  for (const slot of slots) if (slot.tiedTo === undefined) owners.set(slot.path, { slot, ties: [] });
  for (const slot of slots) if (slot.tiedTo !== undefined) owners.get(slot.tiedTo)?.ties.push(slot);
  return { owners, slots: Object.freeze(Array.from(owners.values(), ({ slot }) => slot)) };
}

function ownerTableOf(layout: HasSlots): OwnerTable {
  requireLayout(layout);
  return Compiled.ownersOf(layout, findOwners);
}

/** Returns the owners of a layout, also of one from another copy of this library. */
export const ownersByPath = (layout: HasSlots): Owners => ownerTableOf(layout).owners;

/** Returns the slots of the owners as a frozen list. A layout of this copy of the library keeps its list. */
export const slotsOfOwners = (layout: HasSlots): readonly Slot[] => ownerTableOf(layout).slots;
