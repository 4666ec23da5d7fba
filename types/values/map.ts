import type { Times } from '../arithmetic/times.ts';
import type { Find, Found } from '../place/place.ts';
import type { HasSchema } from '../schema/mark.ts';
import type { AnyTied, Inner, Marker, Ordered, Repeat, Scope, TiedTransposed, Tuple } from '../schema/markers.ts';

/** The structure of a schema with a `T` at every leaf, ties included. */
// `infer` holds the recursion back, as in `View`.
export type Mapped<S, T> = [S, T] extends [infer N, infer V] ? MappedNode<N, V, N> : never;
type MappedNode<N, T, Root> =
  unknown extends (
    N // nothing is known of what is `any` either
  ) ?
    unknown
  : N extends readonly number[] ? T
  : N extends Marker ? MappedMarker<N, T, Root>
  : { readonly [K in keyof N]: MappedNode<N[K], T, Root> };
type MappedMarker<N, T, Root> =
  N extends AnyTied ?
    Find<Root, N['.tied'], Root> extends Found<infer M, infer R, boolean> ?
      MappedNode<M, T, R>
    : never
  : N extends Repeat<infer K, infer S> ? Times<K, MappedNode<S, T, Root>>
  : N extends Tuple<infer E> ? { readonly [I in keyof E]: MappedNode<E[I], T, Root> }
  : N extends Ordered<infer E> ? { readonly [F in E[number] as F[0]]: MappedNode<F[1], T, Root> }
  : N extends Scope<unknown> | HasSchema<unknown> ? MappedNode<Inner<N>, T, Inner<N>>
  : never;

/** `true` where a schema holds a transposed tie: `map` then needs to be told how to transpose. */
export type HasTransposed<N> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    N extends TiedTransposed<string> ?
      true
    : never
  : N extends Repeat<number, infer S> ? HasTransposed<S>
  : N extends Tuple<infer E> ? HasTransposed<E[number]>
  : N extends Ordered<infer E> ? HasTransposed<E[number][1]>
  : N extends Scope<unknown> | HasSchema<unknown> ? HasTransposed<Inner<N>>
  : N extends readonly unknown[] ? HasTransposed<N[number]>
  : N extends object ? HasTransposed<N[keyof N]>
  : never;
