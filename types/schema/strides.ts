import type { Shape } from './markers.ts';
import type { Length } from './memory.ts';

/** The strides of a leaf, in elements: row-major, or column-major for a matrix that is read as its transpose. */
export type StridesOf<S, Transposed = false> =
  number extends (S & Shape)['length'] ? readonly number[]
  : Transposed extends true ?
    S extends readonly [infer Rows, unknown] ?
      readonly [1, Rows]
    : readonly number[]
  : RowMajor<S>;

type RowMajor<S> = S extends readonly [unknown, ...infer R] ? readonly [Length<R>, ...RowMajor<R>] : readonly [];

/** The shape with its dimensions in reverse order, as of a transpose. */
export type ReversedShape<S, Acc extends readonly unknown[] = readonly []> =
  S extends readonly [infer A, ...infer R] ? ReversedShape<R, readonly [A, ...Acc]> : Acc;
