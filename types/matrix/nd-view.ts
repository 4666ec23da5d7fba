import type { ProductOf } from '../schema/dim.ts';
import type { Shape } from '../schema/markers.ts';
import type { StridesOf } from '../schema/strides.ts';
import type { Nested } from '../values/unpack.ts';

/**
 * A view of numbers by their indices: a leaf, a transposed tie, a row, or a block of a matrix. `S` is its shape. Its
 * elements need not be neighbours in memory; the strides say where they lie. `From` holds the type of the strides.
 */
export interface NdView<S extends Shape = Shape, From extends AnyStrides = AnyStrides> {
  readonly shape: S;
  /** In elements, one for each dimension. */
  readonly strides: From['strides'];
  /**
   * The element at some indices, one for each dimension.
   *
   * @throws RangeError for an index out of range and for another number of indices
   */
  get(...indices: IndexPerDimension<S>): number;
  /**
   * Writes an element: the indices come first, then the value.
   *
   * @throws RangeError for an index out of range and for another number of indices
   */
  set(...indicesAndValue: readonly [...IndexPerDimension<S>, value: number]): void;
  /**
   * The part at one index of the first dimension, over the same memory. It has one dimension less.
   *
   * @throws RangeError for an index out of range, and for a scalar
   */
  row(index: S extends readonly [] ? never : number): NdView<TailOf<S>, RowStrides<From>>;
  /** A copy as nested arrays, one level for each dimension. A scalar gives a number. */
  toArray(): Nested<S>;
}

type IndexPerDimension<S extends Shape> = { readonly [I in keyof S]: number };
type TailOf<S extends readonly number[]> =
  number extends S['length'] ? readonly number[]
  : S extends readonly [number, ...infer R extends readonly number[]] ? readonly [...R]
  : readonly [];

/** Holds the strides of a view. The compiler computes a member of an interface only when a program reads it. */
export interface AnyStrides {
  readonly strides: readonly number[];
}
export interface RowStrides<From extends AnyStrides> {
  readonly strides: TailOf<From['strides']>;
}
export interface LeafStrides<S, Transposed> {
  readonly strides: StridesOf<S, Transposed>;
}
/** The strides of a block: those of its row leaf, times the step from row to row, and those of its column leaf. */
export interface BlockStrides<R, RT, C, CT, By extends { readonly step: number }> {
  readonly strides: readonly [...Scaled<StridesOf<R, RT>, By['step']>, ...StridesOf<C, CT>];
}
type Scaled<T, Stride extends number> =
  T extends readonly number[] ? { readonly [I in keyof T]: ProductOf<T[I] & number, Stride> } : never;
