import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FindPlace, FoundPlace } from '../place/place.ts';
import type {
  AnyScoped,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  TiedTransposed,
} from '../schema/markers.ts';
import type { Unwrap } from '../schema/unwrap.ts';

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
  : N extends AnyAligned ? MappedNode<Unwrap<N>, T, Root>
  : never;

/**
 * `true` if a schema holds a tie whose shape is not that of its owner, transposed or a slice; `never` otherwise. For
 * such a schema `map` needs the function `tie`.
 */
export type HasReshapedTie<N> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    N extends TiedTransposed<string> | AnySliced ?
      true
    : never
  : N extends Repeated<number, infer S> ? HasReshapedTie<S>
  : N extends Listed<infer E> ? HasReshapedTie<E[number]>
  : N extends Keyed<infer E> ? HasReshapedTie<E[number][1]>
  : N extends AnyScoped ? HasReshapedTie<Inner<N>>
  : N extends AnyAligned ? HasReshapedTie<N['.of']>
  : N extends readonly unknown[] ? HasReshapedTie<N[number]>
  : N extends object ? HasReshapedTie<N[keyof N]>
  : never;
