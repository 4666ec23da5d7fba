// What the compiler knows of paramlayout/tfjs, with the types of the real tfjs. `npm run check:adapters` compiles this
// file, and nothing runs it.
import * as tf from '@tensorflow/tfjs';
import { type AnyLayout, type FlatOf, layout, repeat, tied } from 'paramlayout';
import { layerNames, load, modelJson, save } from 'paramlayout/checkpoint';
import {
  flatten,
  fromWeights,
  type Loss,
  readVariables,
  setVariables,
  type TensorsOf,
  toWeights,
  unflatten,
  valueAndGrad,
  variables,
} from 'paramlayout/tfjs';

const model = layout({
  wte: [5, 4],
  h: repeat(2, { w: [3, 3, 1, 8], b: [4] }),
  gain: [],
  head: tied('wte', { transpose: true }),
  rows: tied('wte', { rows: [1, 3] }),
});
const other = layout({ a: [model.length] });
const flat = model.zeros();

// Shapes and ranks by path: a leaf of four sizes is a filter, one of two a matrix.
const p = unflatten(model, tf.zeros([model.length]));
export const shapes: readonly [readonly [5, 4], readonly [4, 5], readonly [2, 4], readonly []] = [
  p.wte.shape,
  p.head.shape,
  p.rows.shape,
  p.gain.shape,
];
export const matrix: tf.Tensor2D = p.wte;
export const turned: tf.Tensor2D = p.head;
export const scalar: tf.Scalar = p.gain;
export const image: tf.Tensor4D = tf.conv2d(tf.zeros([1, 8, 8, 1]) as tf.Tensor4D, p.h[1].w, 1, 'same');
// @ts-expect-error a matrix is no vector
export const vector: tf.Tensor1D = p.wte;
// @ts-expect-error the first size is 5
export const wrong: readonly [4, 4] = p.wte.shape;
// @ts-expect-error there is no third block
export const block = p.h[2];
// @ts-expect-error there is no 'wpe'
export const { wpe } = p;
export const joined: tf.Tensor1D = flatten(model, p);
// @ts-expect-error Property 'gain' is missing
flatten(model, { wte: p.wte, h: p.h, head: p.head, rows: p.rows });
// @ts-expect-error a typed array is not a tensor
unflatten(model, flat);

// Losses and their arguments.
const step = valueAndGrad(model, ({ wte }, x: tf.Tensor2D, scale: number) => tf.matMul(x, wte).mul(scale).sum());
export async function steps(x: tf.Tensor2D): Promise<void> {
  const { value, grad } = await step(flat, x, 2, { out: model.zeros() });
  const known: number = value;
  const same: FlatOf<typeof model> = grad;
  const { gain }: { gain: number } = model.view(grad);
  void [known, same, gain];
  await step(model.zeros({ shared: true }), x, 2);
  // @ts-expect-error the scale is missing
  await step(flat, x);
  // @ts-expect-error a Tensor2D is expected
  await step(flat, tf.scalar(1), 2);
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  await step(other.zeros(), x, 2);
  // @ts-expect-error tfjs has no float64
  await step(model.zeros(Float64Array), x, 2);
  // @ts-expect-error the gradient is a Float32Array
  await step(flat, x, 2, { out: model.zeros(Float64Array) });
}
// @ts-expect-error an argument that is a typed array could be an `out`
valueAndGrad(model, ({ gain }, _y: Float32Array) => gain);
// @ts-expect-error a loss returns a tensor
valueAndGrad(model, () => 3);
// @ts-expect-error 'jit' is an option of jax
valueAndGrad(model, ({ gain }) => gain, { jit: true });
export const loss: Loss<typeof model, []> = ({ h }) => h[1].b.sum();

// Variables, and the weights of layers models.
export async function move(net: tf.LayersModel): Promise<void> {
  const list: tf.Variable[] = variables(model, flat, { prefix: 'net.', trainable: false });
  const named: TensorsOf<typeof model> = unflatten(model, list);
  setVariables(model, list, flat);
  const read: FlatOf<typeof model> = await readVariables(model, list, { out: flat });
  net.setWeights(await toWeights(model, flat, net));
  net.layers[0]?.setWeights(await toWeights(model, flat, net.layers[0] as tf.layers.Layer, { names: 'order' }));
  const weights: FlatOf<typeof model> = await fromWeights(model, net, { names: layerNames, out: flat });
  const loaded: FlatOf<typeof model> = await load(model, modelJson('model.json'), { names: layerNames });
  await save(model, flat, modelJson('model.json', { fields: { format: 'layers-model' } }), { names: layerNames });
  void [named, read, weights, loaded];
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  variables(model, other.zeros());
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  setVariables(model, list, other.zeros());
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  await toWeights(model, other.zeros(), net);
  // @ts-expect-error no layers model
  await fromWeights(model, tf.zeros([3]));
  // @ts-expect-error an unknown option
  modelJson('model.json', { field: {} });
}

/** The functions take any layout. */
export function generic<L extends AnyLayout>(any: L, of: (parameters: TensorsOf<L>) => tf.Tensor): void {
  void valueAndGrad(any, of);
  void unflatten(any, tf.zeros([any.length]));
}
