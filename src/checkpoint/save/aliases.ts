// No twin in types: the compiler does not see the tensors of a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { PlannedLeaf } from './plan.ts';

/** A leaf to write, or a leaf that is tied to one. */
export interface AliasLeaf extends PlannedLeaf {
  /** The path of its owner, if it is tied. */
  readonly owner?: string | undefined;
  /** Whether the file gets the transpose of the memory. */
  readonly transposed?: boolean | undefined;
}

/** Adds the leaves that are tied to the planned ones, each with the dtype of its owner. */
export function addAliases(layout: LayoutLike, owners: readonly PlannedLeaf[]): readonly AliasLeaf[] {
  const dtypes = new Map(
    owners.map(({ slot, dtype, size }) => [slot.path, { dtype, bits: size / (slot.length || 1) }]),
  );
  const aliases = layout.slots.flatMap((slot): readonly AliasLeaf[] => {
    const own = slot.tiedTo === undefined ? undefined : dtypes.get(slot.tiedTo);
    if (own === undefined) return [];
    const { path, shape, offset, length, transposed } = slot;
    const leaf = { slot: { path, shape, offset, length }, dtype: own.dtype, size: length * own.bits };
    return [{ ...leaf, owner: slot.tiedTo, transposed }];
  });
  return [...owners, ...aliases];
}
