import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FindPlace, FoundPlace } from '../place/place.ts';
import type { AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated, TiedTransposed } from '../schema/markers.ts';

/** The structure of a schema with a `T` at every leaf, ties included. */
// `infer` holds the recursion back while the schema is open.
export type Mapped<S, T> = [S, T] extends [infer N, infer V] ? MappedNode<N, V, N> : never;
type MappedNode<N, T, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends readonly number[] ? T
  : N extends Marker ? MappedMarker<N, T, Root>
  : { readonly [K in keyof N]: MappedNode<N[K], T, Root> };
type MappedMarker<N, T, Root> =
  N extends AnyTied ?
    FindPlace<Root, N['.tied'], Root> extends FoundPlace<infer M, infer R, boolean> ?
      MappedNode<M, T, R>
    : never
  : N extends Repeated<infer K, infer S> ? BlockTuple<K, MappedNode<S, T, Root>>
  : N extends Listed<infer E> ? { readonly [I in keyof E]: MappedNode<E[I], T, Root> }
  : N extends Keyed<infer E> ? { readonly [F in E[number] as F[0]]: MappedNode<F[1], T, Root> }
  : N extends AnyScoped ? MappedNode<Inner<N>, T, Inner<N>>
  : never;

/** `true` if a schema holds a transposed tie, `never` otherwise. For such a schema `map` needs the function `tie`. */
export type HasTransposed<N> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    N extends TiedTransposed<string> ?
      true
    : never
  : N extends Repeated<number, infer S> ? HasTransposed<S>
  : N extends Listed<infer E> ? HasTransposed<E[number]>
  : N extends Keyed<infer E> ? HasTransposed<E[number][1]>
  : N extends AnyScoped ? HasTransposed<Inner<N>>
  : N extends readonly unknown[] ? HasTransposed<N[number]>
  : N extends object ? HasTransposed<N[keyof N]>
  : never;
