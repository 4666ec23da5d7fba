// No twin in types: the types of `copyInto` do not depend on the paths of the layouts.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { parsePattern } from '../place/pattern.ts';
import { findPlace } from '../place/place.ts';
import { mapRenamerOf } from '../place/name-map.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { membersOf } from './members.ts';

/** What each path of the second layout may get. */
export interface CopySources {
  /** The slots of the first layout by their paths in the second, those of members included. */
  readonly byPath: ReadonlyMap<string, Slot>;
  /** The members of the first layout by their owners, and those of the second. */
  readonly fromMembers: ReadonlyMap<string, readonly Slot[]>;
  readonly toMembers: ReadonlyMap<string, readonly Slot[]>;
  /** The leaves of the second layout that get their members, and not a leaf of their own path. */
  readonly hasMembers: ReadonlySet<string>;
}

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
  const byPath = new Map<string, Slot>();
  for (const slot of from.slots) {
    const path = rename(slot.path);
    const other = byPath.get(path);
    if (other !== undefined)
      throw new TypeError(`'${other.path}' and '${slot.path}' of the first layout both go to '${path}'`);
    byPath.set(path, slot);
  }
  const slotsTo = new Map(to.slots.map((slot) => [slot.path, slot]));
  const ownSources = new Map(byPath);
  // A map of names may name the leaf of a stack or its members.
  const ownMembers = membersOf(from.slots, (path) => slotsTo.get(rename(path)));
  const renamed = new Map(
    from.slots.filter((slot) => !ownMembers.has(slot)).map((slot) => [{ ...slot, path: rename(slot.path) }, slot]),
  );
  const renamedMembers = membersOf([...renamed.keys()], (path) => slotsTo.get(path));
  const fromMembers: { readonly member: Slot; readonly path: string }[] = [];
  for (const members of ownMembers.values())
    for (const member of members) fromMembers.push({ member, path: rename(member.path) });
  for (const [copy, members] of renamedMembers) {
    const { path: name, tiedTo = name } = renamed.get(copy) as Slot;
    for (const [i, member] of members.entries())
      fromMembers.push({ member: { ...member, path: `${name}[${i}]`, tiedTo }, path: member.path });
  }
  const namesOfStacks = [...Array.from(ownMembers.keys(), ({ path }) => rename(path)), ...pathsOf(renamedMembers)];
  // These leaves go into the members, not into a leaf of their own path.
  for (const path of namesOfStacks) if (slotsTo.has(path)) byPath.delete(path);
  for (const { member, path } of fromMembers) if (!byPath.has(path)) byPath.set(path, member);
  const toMembers = membersOf(
    to.slots,
    (path) => ownSources.get(path),
    (path) => byPath.has(path),
  );

  // Each pattern must lead from a leaf to a leaf: from itself, from its members or to its members.
  const allToMembers = [...toMembers.values()].flat();
  const known = new Set([...slotsTo.keys(), ...allToMembers.map(({ path }) => path)]);
  for (const path of namesOfStacks) known.add(path);
  const paths = [...from.slots, ...fromMembers.map(({ member }) => member)].map(({ path }) => path);
  for (const pattern of Object.keys(names)) {
    const { matches } = parsePattern(pattern);
    const matched = paths.filter((path) => matches(path));
    if (matched[0] === undefined) throw new TypeError(`names: '${pattern}' matches no leaf of the first layout`);
    if (!matched.some((path) => known.has(rename(path)))) requireLeaf(to, rename(matched[0]), pattern);
  }
  return {
    byPath,
    fromMembers: groupByOwner(fromMembers.map(({ member }) => member)),
    toMembers: groupByOwner(allToMembers),
    hasMembers: new Set(pathsOf(toMembers)),
  };
}

const pathsOf = (members: ReadonlyMap<Slot, unknown>): string[] => Array.from(members.keys(), ({ path }) => path);

function groupByOwner(members: readonly Slot[]): ReadonlyMap<string, readonly Slot[]> {
  const groups = new Map<string, Slot[]>();
  for (const slot of members) {
    const group = groups.get(slot.tiedTo as string);
    if (group === undefined) groups.set(slot.tiedTo as string, [slot]);
    else group.push(slot);
  }
  return groups;
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
