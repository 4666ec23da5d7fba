import type { LayoutSummary, FlatFloat32With, FlatIn, FlatCase, FlatParameter } from './flat.ts';
import type { Find, Found } from './path.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Shape, Tuple } from './schema.ts';
import type { Times } from './times.ts';
import type { NumberArray } from './view.ts';

/** A shape's numbers as nested arrays, one level a dimension: `number` for `[]`, `number[][]` for a matrix. */
export type Nested<S extends Shape> =
  number extends S['length'] ? NestedArray
  : S extends readonly [unknown, ...infer R extends Shape] ? Nested<R>[]
  : number;
type NestedArray = number | NestedArray[];

/** The plain structure that `unpack` gives and `pack` takes. */
// `infer` holds the recursion back, as in `View`.
export type Unpacked<S> = [S] extends [infer N] ? UnpackedNode<N, N> : never;
type UnpackedNode<N, Root> =
  unknown extends (
    N // nothing is known of what is `any` either
  ) ?
    unknown
  : N extends Shape ? Nested<N>
  : N extends Marker ? UnpackedMarker<N, Root>
  : { -readonly [K in keyof N]: UnpackedNode<N[K], Root> };
type UnpackedMarker<N, Root> =
  N extends AnyTied ?
    Find<Root, N['.tied'], Root> extends Found<infer M, infer R, boolean> ?
      UnpackedNode<M, R>
    : never
  : N extends Repeat<infer K, infer S> ? Times<K, UnpackedNode<S, Root>>
  : N extends Tuple<infer E> ? { -readonly [I in keyof E]: UnpackedNode<E[I], Root> }
  : N extends Ordered<infer E> ? { [F in E[number] as F[0]]: UnpackedNode<F[1], Root> }
  : N extends Scope<unknown> | HasSchema<unknown> ? UnpackedNode<Inner<N>, Inner<N>>
  : never;

/** What `pack` may be told beside the structure. */
export interface PackOptions<A> {
  /** The flat array that is written to; without it a new one. */
  readonly into?: A | undefined;
  /** Whether one number may stand for all elements of a leaf. */
  readonly fill?: boolean | undefined;
}
/** The type of a parameter that takes a flat array; of options that do not fit, it says what is wrong with the flat array in them. */
export type PackIn<S, A> = 0 extends 1 & A ? A : PackParameter<S, A>[PackCase<A>];
type PackCase<A> =
  A extends unknown ?
    A extends NumberArray ?
      FlatCase<A>
    : 'options'
  : never;
interface PackParameter<S, A> extends FlatParameter<S, A> {
  options: PackOptions<A extends { readonly into: infer I extends NumberArray } ? FlatIn<S, I> : NumberArray>;
}
/** The flat array that was written to. */
export type Packed<S, A> = 0 extends 1 & A ? A : PackedByCase<S, A>[PackCase<A>];
interface PackedByCase<S, A> {
  unknown: A;
  plain: A;
  marked: A;
  options: A extends { readonly into: infer I extends NumberArray } ? I : FlatFloat32With<LayoutSummary<S>, S>;
}
