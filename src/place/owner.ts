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

export function ownersAmong(slots: readonly Slot[]): Owners {
  const owners = new Map<string, { readonly slot: Slot; readonly ties: Slot[] }>();
  for (const slot of slots) if (slot.tiedTo === undefined) owners.set(slot.path, { slot, ties: [] });
  for (const slot of slots) if (slot.tiedTo !== undefined) owners.get(slot.tiedTo)?.ties.push(slot);
  return owners;
}

/**
 * A compiled layout that keeps its owners. It finds them on first use, and each file that a program reads needs them
 * again.
 */
export class CompiledWithOwners extends Compiled {
  #owners: Owners | undefined;
  #ownerSlots: readonly Slot[] | undefined;

  /** Returns the owners of a layout, also of one from another copy of this library. */
  static ownersOf(layout: { readonly slots: readonly Slot[] }): Owners {
    // A program without types may swap arguments, and `in` throws for a text.
    if (typeof layout !== 'object' || layout === null || !(#owners in layout)) {
      requireLayout(layout);
      return ownersAmong(layout.slots);
    }
    layout.#owners ??= ownersAmong(layout.slots);
    return layout.#owners;
  }

  /** Returns the slots of the owners as a frozen list. A layout of this copy of the library keeps its list. */
  static ownerSlotsOf(layout: { readonly slots: readonly Slot[] }): readonly Slot[] {
    const slotsOf = (): readonly Slot[] =>
      Object.freeze(Array.from(CompiledWithOwners.ownersOf(layout).values(), ({ slot }) => slot));
    if (typeof layout !== 'object' || layout === null || !(#ownerSlots in layout)) return slotsOf();
    return (layout.#ownerSlots ??= slotsOf());
  }
}
