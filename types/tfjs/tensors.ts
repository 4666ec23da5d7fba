// No twin in src: unflatten in src/tfjs/unflatten.ts makes the structure.
import type { Rank, Tensor } from '@tensorflow/tfjs-core';
import type { HasSchema } from '../schema/layout-mark.ts';
import type { Mapped } from '../values/map.ts';
import type { OfShape, Shaped } from '../values/shaped.ts';

/** A tensor of a shape that the compiler knows. It fits a parameter of type `Tensor2D` if the shape has two sizes. */
export type ShapedTensor<S> = Tensor<TensorRank<S>> & { readonly shape: S };

type TensorRank<S> = S extends { readonly length: infer N extends keyof Ranks } ? Ranks[N] : Rank;
interface Ranks {
  readonly 0: Rank.R0;
  readonly 1: Rank.R1;
  readonly 2: Rank.R2;
  readonly 3: Rank.R3;
  readonly 4: Rank.R4;
  readonly 5: Rank.R5;
  readonly 6: Rank.R6;
}

interface TensorOfShape extends OfShape {
  readonly leaf: ShapedTensor<this['shape']>;
}

/**
 * The structure of a layout with a tensor at every leaf, ties included. The compiler knows the shape of each:
 * `TensorsOf<typeof model>['wte']` is `Tensor<Rank.R2> & { readonly shape: readonly [50257, 768] }`.
 */
export type TensorsOf<L> = [L] extends [HasSchema<infer S>] ? Shaped<S, TensorOfShape> : never;

/** The structure that `flatten` takes: a tensor at every leaf. The run time checks the shapes. */
export type TensorsIn<L> = [L] extends [HasSchema<infer S>] ? Mapped<S, Tensor> : never;
