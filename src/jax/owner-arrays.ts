// No twin in types: the compiler does not hold arrays.
import { type Array, numpy as np } from '@jax-js/jax';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import { ownersByPath } from '../place/owner.ts';
import { type OwnerOrPad, ownersAndPads } from '../place/pieces.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { mapLeaves } from '../values/map.ts';
import { named } from './name.ts';
import { settled, splitVector } from './pieces.ts';

/** The arrays of a layout's owners, in the order of the flat array. */
export interface OwnerArrays {
  /** Copies the owners' elements of a flat array into arrays of their own. */
  copy(flat: Float32Array | Float64Array): Array[];
  /** Splits an array of the flat array into those of the owners. Consumes it. */
  split(flat: Array): Array[];
  /** Returns the owners' arrays as vectors, with zeros for the pads, in memory order. Consumes them. */
  vectors(owners: readonly Array[]): Array[];
  /** Returns the structure of the layout with the owners' arrays and the ties to them. Consumes them. */
  structure(owners: readonly Array[]): unknown;
}

export function ownerArraysOf(model: LayoutLike): OwnerArrays {
  const root = rootOfLayout(model);
  const byPath = ownersByPath(model);
  const pieces = ownersAndPads(model);
  return {
    copy(flat) {
      return pieces.flatMap(({ slot }) => {
        if (slot === undefined) return [];
        const [shape, end] = [[...slot.shape], slot.offset + slot.length];
        const dtype = flat instanceof Float64Array ? np.float64 : np.float32;
        // jax-js 0.1.25 takes the first element of an array of none.
        return slot.length === 0 ? np.zeros(shape, { dtype }) : np.array(flat.subarray(slot.offset, end), { shape });
      });
    },
    split(flat) {
      const parts =
        pieces.length === 0 ?
          []
        : splitVector(
            flat,
            pieces.map(({ length }) => length),
          );
      if (pieces.length === 0) flat.dispose();
      return parts.flatMap((part, i) => {
        const { slot } = pieces[i] as OwnerOrPad;
        if (slot === undefined) part.dispose();
        return slot === undefined ? [] : [part.reshape([...slot.shape])];
      });
    },
    vectors(owners) {
      const dtype = owners[0]?.dtype ?? np.float32;
      let i = 0;
      return pieces.flatMap(({ slot, length }) => {
        if (slot === undefined) return [np.zeros([length], { dtype })];
        const owner = owners[i++] as Array;
        if (length > 0) return [settled(owner.reshape([length]))];
        owner.dispose();
        return [];
      });
    },
    structure(owners) {
      let i = 0;
      return mapLeaves(
        root,
        model.slots,
        ({ path }) => named(path, owners[i++] as Array),
        (owner, slot) => tieOf(owner as Array, slot, byPath.get(slot.tiedTo as string)?.slot as Slot),
      );
    },
  };
}

/** Returns the array of a tied position: a new reference to its owner's array, its transpose, or a slice of it. */
function tieOf(array: Array, slot: Slot, owner: Slot): Array {
  const { path, shape, offset, length, transposed } = slot;
  if (transposed) return named(path, array.ref.transpose());
  if (length === owner.length && shape.join() === owner.shape.join()) return array.ref;
  const start = offset - owner.offset;
  const vector = settled(array.ref.reshape([owner.length]).slice([start, start + length]));
  return named(path, vector.reshape([...shape]));
}
