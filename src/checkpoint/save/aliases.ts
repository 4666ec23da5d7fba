// No twin in types: the compiler does not see the tensors of a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { transposedBoxesOf } from '../arrange/window.ts';
import { DTYPE_BITS } from '../dtype/dtype.ts';
import type { PlannedLeaf } from './plan.ts';
import { gatherOf, type SavedNaming } from './tensors-to-save.ts';
import { toNamesOf } from './to-names.ts';

/** A leaf that is tied to one that is written, and what the metadata say of it: its owner's name. */
interface Alias {
  readonly leaf: PlannedLeaf;
  readonly record: string;
}

/**
 * The leaves that are tied to the planned ones, each with the dtype of its owner.
 *
 * @throws TypeError for options under which an alias has no shape of its own
 */
export function aliasesOf(
  layout: LayoutLike,
  planned: readonly PlannedLeaf[],
  { prefix = '', names, transpose = [], mapping }: SavedNaming,
): readonly Alias[] {
  if (mapping !== undefined || transpose.length > 0)
    throw new TypeError(
      'aliases: true writes tied leaves as the layout has them, so it allows no mapping or transpose',
    );
  const nameOf = toNamesOf(prefix, names);
  const dtypes = new Map(planned.map(({ slot, dtype }) => [slot.path, dtype]));
  return layout.slots.flatMap(({ path, shape, offset, length, transposed, tiedTo }): readonly Alias[] => {
    if (tiedTo === undefined) return [];
    const owner = nameOf(tiedTo);
    const dtype = dtypes.get(owner);
    if (dtype === undefined) return []; // the owner of a tie is always planned
    const leaf = { slot: { path: nameOf(path), shape, offset, length }, dtype, size: (length * DTYPE_BITS[dtype]) / 8 };
    if (!transposed) return [{ leaf, record: owner }];
    const gather = gatherOf(transposedBoxesOf({ offset, shape: [...shape].reverse() }));
    return [{ leaf: { ...leaf, gather }, record: `${owner} (transposed)` }];
  });
}
