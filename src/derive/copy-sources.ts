// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { parsePattern } from '../place/pattern.ts';
import { findPlace } from '../place/place.ts';
import { mapRenamerOf } from '../place/name-map.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { memberSlotsOf } from './members.ts';

/** The slots of the first layout by their paths in the second, those of the members of stacks included. */
export type CopySources = ReadonlyMap<string, Slot>;

/**
 * @throws TypeError if two leaves get one path, or if a map of names has a pattern that matches nothing
 * @throws RangeError if it maps a leaf to a path that the second layout does not have
 */
export function copySourcesOf(
  from: LayoutLike,
  to: LayoutLike,
  names: Readonly<Record<string, string>> = {},
): CopySources {
  const rename = mapRenamerOf(names, 'the path');
  const known = new Set([...to.slots, ...memberSlotsOf(to)].map(({ path }) => path));
  const sources = new Map<string, Slot>();
  for (const slot of from.slots) {
    const path = rename(slot.path);
    const other = sources.get(path);
    if (other !== undefined)
      throw new TypeError(`'${other.path}' and '${slot.path}' of the first layout both go to '${path}'`);
    sources.set(path, slot);
  }
  const members = memberSlotsOf(from);
  for (const slot of members) if (!sources.has(rename(slot.path))) sources.set(rename(slot.path), slot);
  for (const pattern of Object.keys(names)) {
    const { matches } = parsePattern(pattern);
    const matched = [...from.slots, ...members].filter(({ path }) => matches(path));
    if (matched[0] === undefined) throw new TypeError(`names: '${pattern}' matches no leaf of the first layout`);
    if (!matched.some(({ path }) => known.has(rename(path)))) requireLeaf(to, rename(matched[0].path), pattern);
  }
  return sources;
}

/** Throws for a path that is no leaf of a layout, with the nearest name. */
function requireLeaf(to: LayoutLike, path: string, pattern: string): void {
  let why = 'it is a subtree of the second layout';
  try {
    findPlace(rootOfLayout(to), path);
  } catch (error) {
    why = (error as Error).message;
  }
  throw new RangeError(`names: '${pattern}' maps to '${path}', but ${why}`);
}
