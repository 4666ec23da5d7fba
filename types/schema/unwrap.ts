// No twin in src: src/schema/wrap.ts wraps all leaves at once when it compiles a schema.
import type { HighestPower } from '../arithmetic/power.ts';
import type {
  Aligned,
  AnyScoped,
  AnyTied,
  AnyWrapped,
  Inner,
  Keyed,
  Listed,
  Marker,
  Ordered,
  Repeat,
  Repeated,
  Scope,
  Shape,
  Stacked,
  Tuple,
} from './markers.ts';

/**
 * Pushes a wrapper one level down: a wrapped struct becomes a struct of wrapped fields, and so on. A wrapped leaf
 * becomes the leaf itself, with one more dimension if it is stacked; a wrapped tie becomes the tie.
 */
export type Unwrap<N> =
  0 extends 1 & N ? unknown
  : N extends Aligned<infer A, infer S> ?
    S extends Shape | AnyTied ? S
    : S extends Aligned<infer B, infer T> ? Aligned<HighestPower<A | B>, T>
    : S extends Marker ? UnwrapAlignedMarker<A, S>
    : { readonly [K in keyof S]: Aligned<A, S[K]> }
  : N extends Stacked<infer K, infer S> ?
    S extends Shape ? readonly [K, ...S]
    : S extends AnyTied ? S
    : S extends Marker ? UnwrapStackedMarker<K, S>
    : { readonly [F in keyof S]: Stacked<K, S[F]> }
  : N;

type UnwrapAlignedMarker<A extends number, S> =
  S extends Repeated<infer K, infer B> ? Repeat<K, Aligned<A, B>>
  : S extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: Aligned<A, E[I]> }>
  : S extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], Aligned<A, E[I][1]>] }>
  : S extends AnyScoped ? Scope<Aligned<A, Inner<S>>>
  : S extends AnyWrapped ? Aligned<A, Unwrap<S>>
  : never;

type UnwrapStackedMarker<K extends number, S> =
  S extends Repeated<infer N, infer B> ? Repeat<N, Stacked<K, B>>
  : S extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: Stacked<K, E[I]> }>
  : S extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], Stacked<K, E[I][1]>] }>
  : S extends AnyScoped ? Scope<Stacked<K, Inner<S>>>
  : S extends AnyWrapped ? UnwrapStackedWrapped<K, S>
  : never;
/** `aligned` goes outside, because it counts what a stack makes of a leaf. */
type UnwrapStackedWrapped<K extends number, S> =
  S extends Aligned<infer A, infer T> ? Aligned<A, Stacked<K, T>> : Stacked<K, Unwrap<S>>;

/**
 * What a wrapper holds, as the search for issues reads it. A stack is pushed down, because ties in a scope below it see
 * its dimension; pads change no shape.
 */
export type Wrapped<N extends AnyWrapped> = N extends Stacked<number, unknown> ? Unwrap<N> : N['.of'];

/** The leaf or the tie that a wrapper holds; any other node as it is. */
export type UnwrapLeaf<N> =
  N extends AnyWrapped ?
    N['.of'] extends Shape | AnyTied ? Unwrap<N>
    : N['.of'] extends AnyWrapped ? UnwrapLeaf<Unwrap<N>>
    : N
  : N;
