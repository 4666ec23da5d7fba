// Loads what it needs on demand, so that a program that only takes gradients does not pay for it.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { OutOption } from '../../types/view/out.ts';
import type { LayersLike, WeightsOptions } from '../../types/tfjs/weights.ts';
import type { FlatIn, FlatOf, FlatSchemaOf } from '../../types/view/flat.ts';

/**
 * Resolves to the list of tensors that `net.setWeights` takes, with the values of a flat array. `net` is a layers model
 * of tfjs, or a layer. A weight that has no leaf keeps the value that it has now. Dispose of the list when it is set.
 *
 * The cpu backend keeps the flat array's own memory, in the list and then in the model; other backends copy.
 *
 * @example
 * const net = tf.sequential({ layers: [tf.layers.dense({ name: 'a', units: 2, inputShape: [3] })] });
 * const dense = layout({ a: { kernel: [3, 2], bias: [2] } });
 * const list = await toWeights(dense, dense.zeros().fill(1), net);
 * net.setWeights(list);
 * tf.dispose(list);
 * (await fromWeights(dense, net))[7]; // 1
 *
 * @throws RangeError for a weight of another shape, and by order for another number of weights
 * @throws TypeError for a weight whose path the layout does not have, for an owner that no weight gives, and for
 *   anything but a layout, a Float32Array, a layers model and known options
 */
export async function toWeights<L extends LayoutLike, F extends Float32Array>(
  model: L,
  flat: FlatIn<FlatSchemaOf<L>, F>,
  net: LayersLike,
  options: WeightsOptions = {},
): Promise<Tensor[]> {
  return (await import('./layer-weights.ts')).writeWeights(model, flat, net, options);
}

/**
 * Resolves to a flat array with the weights of a layers model of tfjs, or of a layer: a new one, or `out`. Pads get
 * zeros.
 *
 * @throws as `toWeights`; then `out` is as it was
 */
export async function fromWeights<L extends LayoutLike>(
  model: L,
  net: LayersLike,
  options: WeightsOptions & Partial<OutOption<FlatIn<FlatSchemaOf<L>, Float32Array>>> = {},
): Promise<FlatOf<L>> {
  // `as`: the compiler cannot compare its half with this one.
  return (await (await import('./layer-weights.ts')).readWeights(model, net, options)) as FlatOf<L>;
}
