import type { NdArray, TypedArray, Value } from 'ndarray';
import type { AnyStrides, LeafStrides } from '../matrix/nd-view.ts';
import type { Shape } from '../schema/markers.ts';
import type { LeafRule, Structure } from '../values/structure.ts';

/**
 * An array of scijs's `ndarray` whose shape `S` the compiler knows. It is assignable to `NdArray<A>`. `A` is the kind
 * of its `data`, and `From` holds the type of its strides.
 */
export interface NdArrayOf<
  S extends Shape,
  A extends TypedArray = TypedArray,
  From extends AnyStrides = AnyStrides,
> extends NdArray<A> {
  readonly data: A;
  readonly shape: Copied<S>;
  /** In elements of `data`, one for each dimension. */
  readonly stride: Copied<From['strides']>;
  readonly dimension: S['length'];
  get(...indices: AxisIndices<S>): Value<A>;
  set(...indicesAndValue: [...AxisIndices<S>, value: number]): Value<A>;
  /** Where the element at some indices lies in `data`. */
  index(...indices: AxisIndices<S>): Value<A>;
}

/** A list of dimensions or strides. Each array has lists of its own, which are not frozen. */
export type Copied<T extends readonly number[]> = { -readonly [I in keyof T]: T[I] };
/** One index for each dimension. */
export type AxisIndices<S extends Shape> = { -readonly [I in keyof S]: number };

/** The structure of a schema with an array of scijs's `ndarray` at every leaf, over a flat array of kind `A`. */
export type NdArrays<S, A> = Structure<S, ScijsRule<ScijsData<A>>>;
interface ScijsRule<A extends TypedArray> extends LeafRule {
  readonly type: ScijsLeaf<this['shape'], A, this['transposed']>;
}
type ScijsLeaf<S, A extends TypedArray, T> = S extends Shape ? NdArrayOf<S, A, LeafStrides<S, T>> : never;
/** The kind of a flat array. A kind that the compiler does not know may be any typed array. */
export type ScijsData<A> = A extends TypedArray ? A : TypedArray;
