import { type Array, numpy as np } from '@jax-js/jax';
import type { ArraysIn } from '../../types/jax/arrays.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { walkStructure } from '../values/walk-structure.ts';
import { ownerArraysOf } from './owner-arrays.ts';
import { joinVectors } from './pieces.ts';
import { requireArray } from './require-array.ts';

/**
 * Joins named arrays to one jax-js array of shape `[model.length]`, with zeros in the pads of an aligned layout. It
 * consumes all arrays, and works in `jit`, `grad` and `vmap`.
 *
 * Only owners are written. The arrays at tied positions are consumed, and not compared with their owners.
 *
 * @example
 * const x = flatten(model, unflatten(model, np.ones([60])));
 * x.shape; // [60]
 * x.dispose();
 *
 * @throws RangeError for an array of another shape, with its path
 * @throws TypeError for a field that is missing or unknown, for anything but a jax-js array at a leaf, and for arrays
 *   of several dtypes; then no array is consumed
 */
export function flatten<L extends LayoutLike>(model: L, tree: ArraysIn<L>): Array {
  const root = rootOfLayout(model);
  const owners: Array[] = [];
  const ties: Array[] = [];
  walkStructure(root, model.slots, tree, false, false, ({ path, shape, tiedTo }, value) => {
    const array = requireArray(`'${path}'`, value, shape);
    const { dtype } = owners[0] ?? array;
    if (array.dtype !== dtype)
      throw new TypeError(`'${path}': an array of ${dtype} was expected, found one of ${array.dtype}`);
    (tiedTo === undefined ? owners : ties).push(array);
  });
  for (const tie of ties) tie.dispose();
  const vectors = ownerArraysOf(model).vectors(owners);
  return vectors.length === 0 ? np.zeros([0]) : joinVectors(vectors);
}
