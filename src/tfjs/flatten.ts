import { concat1d, type Rank, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { TensorsIn } from '../../types/tfjs/tensors.ts';
import { ownersAndPads } from '../place/pieces.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { walkStructure } from '../values/walk-structure.ts';
import { shaped } from './owner-tensors.ts';
import { requireTensor } from './require-tensor.ts';

/**
 * Joins named tensors to one tensor of shape `[model.length]`, with zeros in the pads of an aligned layout. Only owners
 * are read; the tensors at tied positions may be absent, and are not compared with their owners. The named tensors stay
 * as they are. Gradients pass through.
 *
 * @example
 * tf.tidy(() => flatten(model, unflatten(model, tf.ones([60]))).shape); // [60]
 *
 * @throws RangeError for a tensor of another shape, with its path
 * @throws TypeError for a field that is missing or unknown, and for anything but a tensor of float32 at a leaf
 */
export function flatten<L extends LayoutLike>(model: L, tree: TensorsIn<L>): Tensor<Rank.R1> {
  const owners: Tensor[] = [];
  walkStructure(rootOfLayout(model), model.slots, tree, false, false, ({ path, shape, tiedTo }, value) => {
    const tensor = requireTensor(`'${path}'`, value, shape);
    if (tiedTo === undefined) owners.push(tensor);
  });
  let i = 0;
  return tidy(() => {
    const parts = ownersAndPads(model).map(({ slot, length }) =>
      // `as`: `shaped` knows no rank.
      slot === undefined ? zeros<Rank.R1>([length]) : (shaped(owners[i++] as Tensor, [length]) as Tensor<Rank.R1>),
    );
    return parts.length === 0 ? zeros<Rank.R1>([0]) : concat1d(parts);
  });
}
