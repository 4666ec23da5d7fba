import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { PackOptions } from '../../types/values/pack.ts';
import { describe } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import type { Node } from '../schema/node.ts';
import { requireOptions } from '../schema/options.ts';
import { copyLeaf } from './pack-leaf.ts';
import { walkStructure } from './walk-structure.ts';

/**
 * Copies a nested structure into a fresh array. The caller copies that array to its destination only at the end: a
 * structure that throws changes nothing, and a source may overlap the destination. A tied position may be absent; if it
 * is present, it must equal its owner bit for bit. With `isPartial`, every field may be absent, and the array keeps
 * what it holds there. With `fill`, one number may stand for a whole leaf.
 */
export function pack(
  root: Node,
  slots: readonly Slot[],
  structure: unknown,
  fresh: AnyArray,
  fill: boolean,
  isPartial: boolean,
): void {
  const ties: [slot: Slot, value: unknown][] = []; // compared at the end, as a tie may come before its owner
  walkStructure(root, slots, structure, fill, isPartial, (slot, value) => {
    if (slot.tiedTo !== undefined) ties.push([slot, value]);
    else copyLeaf(slot, value, fresh, slot.offset, fill);
  });
  for (const [slot, value] of ties) requireEqualToOwner(slot, value, fresh, fill);
}

function requireEqualToOwner(slot: Slot, value: unknown, packed: AnyArray, fill: boolean): void {
  const copy = new (packed.constructor as new (length: number) => AnyArray)(slot.length);
  copyLeaf(slot, value, copy, 0, fill);
  for (let i = 0; i < slot.length; i++) {
    if (!Object.is(copy[i], packed[slot.offset + i]))
      throw new RangeError(`'${slot.path}' differs from its owner '${slot.tiedTo}' at element ${i}`);
  }
}

/** Reads the second argument of `pack`: a flat array, or options. */
export function readPackOptions(argument: AnyArray | PackOptions<AnyArray> | undefined): PackOptions<AnyArray> {
  if (argument === undefined || kindOf(argument) !== undefined) return { into: argument as AnyArray | undefined };
  requireOptions('pack', argument, ['into', 'fill']);
  const { into, fill = false } = argument as PackOptions<AnyArray>;
  if (typeof fill !== 'boolean') throw new TypeError(`fill must be true or false, found ${describe(fill)}`);
  return { into, fill };
}
