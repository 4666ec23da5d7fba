import type { Array, tree } from '@jax-js/jax';
import type { KindOverBuffer, NumberArray } from '../array/kind.ts';
import type { FlatIn, FlatOver, FlatSchemaOf, PlainOf } from '../view/flat.ts';
import type { OutOption } from '../view/out.ts';
import type { ValueAndGrad } from '../view/value-and-grad.ts';
import type { ArraysOf } from './arrays.ts';

/** What a loss takes besides the parameters: arrays, or trees of arrays. */
export type LossArguments = readonly tree.JsTree<Array>[];

/** A loss of named parameters. It returns a scalar. */
export type Loss<L, A extends LossArguments> = (parameters: ArraysOf<L>, ...args: A) => Array;

/** The options of `valueAndGrad`. */
export interface ValueAndGradOptions<G = NumberArray> {
  /**
   * `true` traces the loss once for each shape of its arguments, as `jit` does. All that the loss reads besides its
   * arguments keeps the value of that time. `false`, the default, traces the loss at each call.
   */
  readonly jit?: boolean | undefined;
  /** The flat array that each call writes its gradient to, in place of a new one. */
  readonly out?: G | undefined;
}

/** The flat gradient of a flat array of kind `A`: of the same kind, over memory of its own. */
export type GradOf<L, A> = FlatOver<FlatSchemaOf<L>, KindOverBuffer<PlainOf<A>, ArrayBuffer>>;

/** The function that `valueAndGrad` returns. */
export interface FlatValueAndGrad<L, A extends LossArguments> {
  <F extends NumberArray>(
    flat: FlatIn<FlatSchemaOf<L>, F>,
    ...args: [
      ...args: tree.MapJsTree<A, Array, Array | number | boolean>,
      // The array may lie in shared memory, and be of any flat type that fits.
      options?: OutOption<FlatIn<FlatSchemaOf<L>, PlainOf<F>>>,
    ]
  ): Promise<ValueAndGrad<GradOf<L, F>>>;
  /** Frees the constants of the traced losses. With `{ jit: true }`, call this when you need the function no more. */
  dispose(): void;
}
