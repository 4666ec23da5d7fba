// No twin in src: at run time mapLeaves in src/values/map.ts makes the structure.
import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FindPlace, FoundPlace, SettlePlace } from '../place/place.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnySliced,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  TiedTransposed,
} from '../schema/markers.ts';
import type { ReversedShape } from '../schema/strides.ts';
import type { Unwrap } from '../schema/unwrap.ts';

/**
 * A type for each shape of a leaf: `leaf` reads `this['shape']`. An entry point extends it by what it puts at a leaf:
 * `interface ArrayOfShape extends OfShape { readonly leaf: ShapedArray<this['shape']> }`.
 */
export interface OfShape {
  readonly shape: unknown;
  readonly leaf: unknown;
}
type LeafOfShape<A, S> = A extends OfShape ? (A & { readonly shape: S })['leaf'] : never;

/** The structure of a schema with an `A['leaf']` of the leaf's shape at every leaf, ties included. */
// `infer` holds the recursion back while the schema is open.
export type Shaped<S, A> = [S, A] extends [infer N, infer B] ? ShapedNode<N, B, N> : never;
type ShapedNode<N, A, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends readonly number[] ? LeafOfShape<A, N>
  : N extends Marker ? ShapedMarker<N, A, Root>
  : { readonly [K in keyof N]: ShapedNode<N[K], A, Root> };
type ShapedMarker<N, A, Root> =
  N extends AnyTied ? ShapedPlace<PlaceOfTie<N, Root>, A, N extends TiedTransposed<string> ? true : false>
  : N extends Repeated<infer K, infer S> ? BlockTuple<K, ShapedNode<S, A, Root>>
  : N extends Listed<infer E> ? { readonly [I in keyof E]: ShapedNode<E[I], A, Root> }
  : N extends Keyed<infer E> ? { readonly [F in E[number] as F[0]]: ShapedNode<F[1], A, Root> }
  : N extends AnyScoped ? ShapedNode<Inner<N>, A, Inner<N>>
  : N extends AnyAligned ? ShapedNode<Unwrap<N>, A, Root>
  : never;
type PlaceOfTie<N extends AnyTied, Root> =
  N extends AnySliced ? SettlePlace<N, Root> : FindPlace<Root, N['.tied'], Root>;
type ShapedPlace<F, A, Transposed> =
  F extends FoundPlace<infer N, infer R, boolean> ?
    Transposed extends true ?
      LeafOfShape<A, ReversedShape<N>>
    : ShapedNode<N, A, R>
  : never;
