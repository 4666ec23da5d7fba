import type { Tensor } from '@tensorflow/tfjs-core';
import type { NameFunction, NameMap, NamePair } from '../checkpoint/fit/names.ts';

/** The part of a `LayersModel` of tfjs, or of one of its layers, that this entry point uses. */
export interface LayersLike {
  /** In the order of `getWeights` and `setWeights`. */
  readonly weights: readonly { readonly originalName: string; readonly shape: readonly (number | null)[] }[];
  getWeights(): Tensor[];
}

/** How the weights of a layers model relate to the leaves of a layout. */
export interface WeightsOptions {
  /**
   * `'order'`: the weights are the owners of the layout, in their order. Otherwise what gives the path for a weight's
   * `originalName`: a map of patterns or a function, as for `load`. A weight for which the function returns undefined
   * has no leaf. By default, the weight `dense_1/kernel` is the leaf `dense_1.kernel`.
   */
  readonly names?: 'order' | NameMap | NameFunction | NamePair | undefined;
}
