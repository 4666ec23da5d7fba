import type {
  Aligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Ordered,
  Repeat,
  Repeated,
  Scope,
  Shape,
  Tuple,
} from './markers.ts';

/** The schema `S` with one more dimension of `K` before those of each leaf. Ties stay as they are. */
export type Stacked<K extends number, S> =
  0 extends 1 & S ? unknown
  : S extends Shape ? readonly [K, ...S]
  : S extends AnyTied ? S
  : S extends Marker ? StackedMarker<K, S>
  : { readonly [F in keyof S]: Stacked<K, S[F]> };
type StackedMarker<K extends number, S> =
  S extends Repeated<infer N, infer B> ? Repeat<N, Stacked<K, B>>
  : S extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: Stacked<K, E[I]> }>
  : S extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], Stacked<K, E[I][1]>] }>
  : S extends Aligned<infer A, infer T> ? Aligned<A, Stacked<K, T>>
  : S extends AnyScoped ? Scope<Stacked<K, Inner<S>>>
  : never;
