import type { Shape } from './markers.ts';
import type { Length } from './size.ts';

/** Strides in elements: row-major, or column-major where a matrix is read as its transpose. */
export type StridesOf<S, Transposed = false> =
  number extends (S & Shape)['length'] ? readonly number[]
  : Transposed extends true ?
    S extends readonly [infer Rows, unknown] ?
      readonly [1, Rows]
    : readonly number[]
  : RowMajor<S>;

type RowMajor<S> = S extends readonly [unknown, ...infer R] ? readonly [Length<R>, ...RowMajor<R>] : readonly [];

/** A shape from its last dimension to its first. */
export type Reversed<S, Acc extends readonly unknown[] = readonly []> =
  S extends readonly [infer A, ...infer R] ? Reversed<R, readonly [A, ...Acc]> : Acc;
