import { split, type Tensor } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { TensorsOf } from '../../types/tfjs/tensors.ts';
import { ownersAndPads } from '../place/pieces.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { shaped, structureOf } from './owner-tensors.ts';
import { requireOwners, requireTensor } from './require-tensor.ts';

/**
 * Returns named tensors: the layout's structure with a tensor of the leaf's shape at each leaf. `x` is one tensor of
 * shape `[model.length]`, which is split, or a list with a tensor for each owner, as `variables` returns it.
 *
 * A tied position has its owner's tensor itself. A transposed tie has the transpose, a tie to a slice has the slice.
 * The tensors are new ones, except those of a list; call this in a `tidy`, or in the function that an optimiser
 * minimises. Gradients pass through.
 *
 * @example
 * tf.tidy(() => [...unflatten(model, tf.ones([60])).wte.weight.shape]); // [5, 4]
 *
 * @throws RangeError for a tensor of another shape, and for a list of another length
 * @throws TypeError for anything but a layout and tensors of float32
 */
export function unflatten<L extends LayoutLike>(model: L, x: Tensor | readonly Tensor[]): TensorsOf<L> {
  const owners = (): Tensor[] => (Array.isArray(x) ? requireOwners('unflatten', model, x) : splitOwners(model, x));
  // `as`: the compiler cannot compare its half with this one.
  return structureOf(model, owners()) as TensorsOf<L>;
}

/** Splits a tensor of the flat array into those of the owners. The gradient of a split is one `concat`. */
function splitOwners(model: LayoutLike, x: unknown): Tensor[] {
  const flat = requireTensor('unflatten', x, [rootOfLayout(model).size]);
  const pieces = ownersAndPads(model);
  if (pieces.length === 0) return [];
  const owners: Tensor[] = [];
  split(
    flat,
    pieces.map(({ length }) => length),
  ).forEach((part, i) => {
    const { slot } = pieces[i] ?? {};
    if (slot !== undefined) owners.push(shaped(part, slot.shape));
  });
  return owners;
}
