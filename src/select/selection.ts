import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { AnySelection } from '../../types/select/selection.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { findPlace, leafPlacesOf } from '../place/place.ts';
import { rangesOfSlots } from '../place/range.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';

/** Makes a selection of those owners of a layout for which `isSelected` is true; it takes the index of an owner. */
export function selectionOf(
  layout: LayoutLike,
  isSelected: (owner: number) => boolean,
  withTies = false,
): AnySelection & { has(path: string): boolean } {
  const root = rootOfLayout(layout);
  const owners = slotsOfOwners(layout).filter((_, i) => isSelected(i));
  let paths: ReadonlySet<string> | undefined; // a large set, which most selections do not need
  const hasOwnerOf = ({ path, tiedTo }: Pick<Slot, 'path' | 'tiedTo'>): boolean =>
    (paths ??= new Set(owners.map((slot) => slot.path))).has(tiedTo ?? path);
  return Object.freeze({
    length: owners.reduce((sum, { length }) => sum + length, 0),
    ranges: rangesOfSlots(owners),
    slots: Object.freeze(withTies ? layout.slots.filter(hasOwnerOf) : owners),
    flatLength: root.size,
    /** It is not in the types: the calls of a group check it. Computed only then, because it takes a while. */
    get fingerprint(): string {
      return layout.fingerprint;
    },
    has: (path: string): boolean => {
      const leaves = leafPlacesOf(findPlace(root, path));
      return leaves.length > 0 && leaves.every(hasOwnerOf);
    },
  });
}
