import type { NumberArray } from '../array/kind.ts';

/** The name of a kind of floats that an optimiser steps. In an array of integers, steps would round to nothing. */
export type FloatKind = 'Float32Array' | 'Float64Array';

/** A flat array of one of these kinds. It has no `length`, for the reason that `NumberArray` gives. */
export interface FloatLike<K extends FloatKind = FloatKind> extends NumberArray {
  readonly [Symbol.toStringTag]: K;
}

/** The kind of `A`, by its name. The memory may be shared or not. */
export type SameKind<A> =
  A extends { readonly [Symbol.toStringTag]: infer K extends FloatKind } ? FloatLike<K> : FloatLike;
