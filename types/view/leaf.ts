import type { Kind } from '../array/kind.ts';
import type { Shape } from '../schema/markers.ts';
import type { Length } from '../schema/size.ts';
import type { StridesOf } from '../schema/strides.ts';

/**
 * A leaf of the usual kind. An interface, because of an intersection the compiler looks at all members when it looks at one, and would
 * compute the length.
 */
export interface LeafFloat32<
  S extends Shape,
  out B extends ArrayBufferLike,
  Transposed = false,
> extends Float32Array<B> {
  readonly shape: S;
  readonly length: Length<S>;
  /** In elements, one a dimension. */
  readonly strides: Each<StridesOf<S, Transposed>>;
}

// Without it the compiler finds by the strides that the interface is invariant in the shape, and a leaf of shape [768] would be none of shape [number]; that of mapped
// types it cannot say, and so it compares the members.
type Each<T> = { readonly [I in keyof T]: T[I] };

/** A leaf: a typed array of kind `A` over the flat array, with its shape. */
export type Leaf<S extends Shape, A = Float32Array, Transposed = false> =
  A extends Kind<'Float32Array', infer B extends ArrayBufferLike> ? LeafFloat32<S, B, Transposed>
  : A & { readonly shape: S; readonly strides: StridesOf<S, Transposed>; readonly length: Length<S> };
