import type { Slot } from '../types/slot.ts';

/** A leaf that owns storage, and the slots that are tied to it. */
export interface Owner {
  readonly slot: Slot;
  readonly ties: readonly Slot[];
}
/** The owners of a layout by path, in the layout's order. */
export type Owners = ReadonlyMap<string, Owner>;

export function ownersAmong(slots: readonly Slot[]): Owners {
  const owners = new Map<string, { readonly slot: Slot; readonly ties: Slot[] }>();
  for (const slot of slots) if (slot.tiedTo === undefined) owners.set(slot.path, { slot, ties: [] });
  for (const slot of slots) if (slot.tiedTo !== undefined) owners.get(slot.tiedTo)?.ties.push(slot);
  return owners;
}
