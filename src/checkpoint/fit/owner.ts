import type { Laid } from '../../../types/checkpoint/any.ts';
import type { Slot } from '../../../types/slot.ts';

/** A leaf that owns storage, and the slots that are tied to it. */
export interface Owner {
  readonly slot: Slot;
  readonly ties: readonly Slot[];
}

/** The length of the flat array that owners tile. */
export function lengthOf(owners: ReadonlyMap<string, Owner>): number {
  let length = 0;
  for (const { slot } of owners.values()) length += slot.length;
  return length;
}

/** The owners of a layout by path, in the layout's order. */
export function ownersOf(layout: Laid): ReadonlyMap<string, Owner> {
  const owners = new Map<string, { readonly slot: Slot; readonly ties: Slot[] }>();
  for (const slot of layout.slots) if (slot.tiedTo === undefined) owners.set(slot.path, { slot, ties: [] });
  for (const slot of layout.slots) if (slot.tiedTo !== undefined) owners.get(slot.tiedTo)?.ties.push(slot);
  return owners;
}
