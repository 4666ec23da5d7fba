import type { Array } from '@jax-js/jax';
import type { ArraysOf } from '../../types/jax/arrays.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { ownerArraysOf } from './owner-arrays.ts';
import { settled } from './pieces.ts';
import { requireArray } from './require-array.ts';

/**
 * Splits a jax-js array of shape `[model.length]` into named arrays: the layout's structure with an array of the leaf's
 * shape at each leaf. It consumes the array, and works in `jit`, `grad` and `vmap`.
 *
 * A tied position has its owner's array, with a reference of its own. A transposed tie has the transpose, a tie to a
 * slice has the slice. The caller consumes or disposes each position once. The error for a second use names the path.
 *
 * @example
 * const p = unflatten(model, np.ones([60]));
 * p.wte.weight.shape; // [5, 4]
 * tree.dispose(p);
 *
 * @throws RangeError for an array of another shape
 * @throws TypeError for anything but a layout and a jax-js array
 */
export function unflatten<L extends LayoutLike>(model: L, x: Array): ArraysOf<L> {
  const { size } = rootOfLayout(model);
  const owners = ownerArraysOf(model);
  // `as`: the compiler cannot compare its half with this one.
  return owners.structure(owners.split(requireArray('unflatten', x, [size])).map(settled)) as ArraysOf<L>;
}
