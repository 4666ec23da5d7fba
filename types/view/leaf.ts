import type { Kind } from '../array/kind.ts';
import type { Shape } from '../schema/markers.ts';
import type { Length } from '../schema/memory.ts';
import type { StridesOf } from '../schema/strides.ts';

/**
 * A leaf of kind `Float32Array`. This is an interface because the compiler resolves all members of an intersection to
 * read one, and would compute the length each time.
 */
export interface LeafFloat32<
  S extends Shape,
  out B extends ArrayBufferLike,
  Transposed = false,
> extends Float32Array<B> {
  readonly shape: S;
  readonly length: Length<S>;
  /** In elements, one for each dimension. */
  readonly strides: Each<StridesOf<S, Transposed>>;
}

// With plain `StridesOf` the compiler would measure the interface as invariant in its shape. A leaf of shape [768]
// would then not be assignable to one of shape [number]. The compiler cannot measure variance through a mapped type, so
// with this one it compares the members.
type Each<T> = { readonly [I in keyof T]: T[I] };

/** A leaf: a typed array of kind `A` over a part of the flat array, with its shape and its strides in elements. */
export type Leaf<S extends Shape, A = Float32Array, Transposed = false> =
  A extends Kind<'Float32Array', infer B extends ArrayBufferLike> ? LeafFloat32<S, B, Transposed>
  : A & { readonly shape: S; readonly strides: StridesOf<S, Transposed>; readonly length: Length<S> };
