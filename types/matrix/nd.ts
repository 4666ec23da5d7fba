import type { FindPlace, FoundPlace } from '../place/place.ts';
import type { Shape } from '../schema/markers.ts';
import type { AnyStrides, LeafStrides, NdView } from './nd-view.ts';

/** The view of the leaf at a path by its indices. */
// `infer` holds the recursion back while the schema is open.
export type NdViewAt<S, P extends string> =
  string extends P ? NdView
  : [S] extends [infer N] ?
    [P] extends [infer Q extends string] ?
      NdViewOfPlace<FindPlace<N, Q>>
    : never
  : never;
type NdViewOfPlace<F> =
  F extends FoundPlace<infer N, unknown, infer T> ?
    unknown extends N ? NdView
    : N extends Shape ? NdView<N, LeafStrides<N, T>>
    : never
  : never;

/** The view of a leaf by its indices. */
export type NdViewOf<A> =
  A extends { readonly shape: infer S extends Shape } ?
    NdView<S, A extends AnyStrides ? { readonly strides: A['strides'] } : AnyStrides>
  : never;
