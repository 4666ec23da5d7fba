import { clone, engine, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatValueAndGrad, Loss, LossArguments, ValueAndGradOptions } from '../../types/tfjs/value-and-grad.ts';
import { describe } from '../array/describe.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { outOf, requireOut } from '../view/out.ts';
import { bindFloat32 } from './bind-float32.ts';
import { readOwners, structureOf, tensorOver } from './owner-tensors.ts';
import { requireTensor } from './require-tensor.ts';

/**
 * Returns a function of a flat Float32Array that resolves to the value of a loss and its flat gradient. It
 * differentiates with respect to the owners' tensors, so the gradients of an owner and its ties add up in the owner's
 * range. A parameter that the loss leaves unused gets zeros, and so do the pads of an aligned layout. Further arguments
 * are passed on to the loss as they are.
 *
 * A call runs the loss at once, in a `tidy` of its own, and disposes of all that it made. The arguments stay the
 * caller's. With `{ out }`, for all calls or as the last argument of one, the gradient is written there. A call that
 * throws leaves `out` as it was.
 *
 * @example
 * const step = valueAndGrad(model, ({ wte, h }) => tf.add(tf.sum(tf.square(wte.weight)), tf.sum(h[1].bias)));
 * const { value, grad } = await step(flat.fill(1));
 * [value, grad.length]; // [24, 60]
 * model.view(grad).wte.weight[0]; // 2
 *
 * @throws TypeError for anything but a layout, a function and known options. Calls reject with
 *   RangeError for a flat array of another length, for an `out` over the same memory, and for a loss that is no scalar;
 *   TypeError for another kind of array, and for a loss that is no tensor of float32;
 *   Error if the program has imported no backend, no gradients or no chained ops; and with all that the loss throws
 */
export function valueAndGrad<L extends LayoutLike, const A extends LossArguments>(
  model: L,
  loss: Loss<L, A>,
  options: ValueAndGradOptions = {},
): FlatValueAndGrad<L, A> {
  rootOfLayout(model);
  requireOptions('valueAndGrad', options, ['out']);
  if (typeof loss !== 'function') throw new TypeError(`valueAndGrad: a loss was expected, found ${describe(loss)}`);
  const slots = slotsOfOwners(model);

  async function step(source: Float32Array, ...rest: unknown[]): Promise<unknown> {
    const flat = bindFloat32('valueAndGrad', model, source);
    const given = outOf(rest.at(-1)); // no argument of a loss contains a typed array
    const args = given === undefined ? rest : rest.slice(0, -1);
    const out = requireOut('valueAndGrad', flat, given ?? options.out);
    const run = (): Tensor[] => {
      const owners = slots.map((slot) => tensorOver(flat, slot));
      const call = loss as (...args: unknown[]) => unknown;
      const scalar = (): Tensor => requireTensor('the loss', call(structureOf(model, owners), ...args), []);
      // Unlike `valueAndGrads`, this lets the loss leave parameters unused.
      const { value, grads } =
        owners.length === 0 ? { value: scalar(), grads: [] } : engine().gradients(scalar, owners, undefined, true);
      // A loss may return a tensor of the program, and so may a gradient of the program's. That tensor is not ours.
      const own = new Set(engine().state.activeScope.track);
      return [value, ...grads].map((each) => (!each || own.has(each) ? each : clone(each)));
    };
    let results: (Tensor | undefined)[];
    try {
      results = tidy(run);
    } catch (cause) {
      const { gradientDepth, activeTape } = engine().state;
      // Within a gradient that the program takes, the tape is the program's.
      throw (await import('./explain-failure.ts')).explainFailure(cause, gradientDepth > 0 ? [] : activeTape);
    }
    try {
      const [value, ...grads] = results as [Tensor, ...Tensor[]];
      const [[first], grad] = await Promise.all([value.data(), readOwners(model, grads, out)]);
      return { value: first, grad };
    } finally {
      for (const each of results) each?.dispose();
    }
  }
  // `as`: the compiler cannot compare its half with this one.
  return step as FlatValueAndGrad<L, A>;
}
