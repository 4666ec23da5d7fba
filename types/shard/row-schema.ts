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
  Tuple,
} from '../schema/markers.ts';
import type { ChunkLength } from './chunk-length.ts';

/**
 * The schema of the rows that rank `R` of `N` gets: each leaf becomes its chunk of dimension 0. A scalar stays on rank
 * 0, and the other ranks have an empty leaf `[0]` in its place.
 */
export type RowSchema<S, N extends number, R extends number> =
  unknown extends S ? unknown
  : S extends readonly number[] ? RowShape<S, N, R>
  : S extends Marker ? RowMarker<S, N, R>
  : { readonly [K in keyof S]: RowSchema<S[K], N, R> };

type RowMarker<S, N extends number, R extends number> =
  S extends AnyTied ? S
  : S extends Repeated<infer C, infer B> ? Repeat<C, RowSchema<B, N, R>>
  : S extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: RowSchema<E[I], N, R> }>
  : S extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], RowSchema<E[I][1], N, R>] }>
  : S extends AnyScoped ? Scope<RowSchema<Inner<S>, N, R>>
  : S extends Aligned<infer A, infer T> ? Aligned<A, RowSchema<T, N, R>>
  : never;

type RowShape<S extends readonly number[], N extends number, R extends number> =
  S extends readonly [infer D extends number, ...infer Rest] ? readonly [ChunkLength<D, N, R>, ...Rest]
  : S extends readonly [] ?
    number extends R ? readonly number[]
    : R extends 0 ? readonly []
    : readonly [0]
  : S;
