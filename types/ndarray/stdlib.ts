import type { Kind } from '../array/kind.ts';
import type { AnyStrides, LeafStrides } from '../matrix/nd-view.ts';
import type { Shape } from '../schema/markers.ts';
import type { LeafRule, Structure } from '../values/structure.ts';
import type { Copied, AxisIndices } from './scijs.ts';

/** What `@stdlib/ndarray` calls the kinds of typed arrays, and the bytes of an element. */
export interface StdlibKinds {
  readonly Float64Array: { readonly dtype: 'float64'; readonly bytes: 8 };
  readonly Float32Array: { readonly dtype: 'float32'; readonly bytes: 4 };
  readonly Float16Array: { readonly dtype: 'float16'; readonly bytes: 2 };
  readonly Int32Array: { readonly dtype: 'int32'; readonly bytes: 4 };
  readonly Uint32Array: { readonly dtype: 'uint32'; readonly bytes: 4 };
  readonly Int16Array: { readonly dtype: 'int16'; readonly bytes: 2 };
  readonly Uint16Array: { readonly dtype: 'uint16'; readonly bytes: 2 };
  readonly Int8Array: { readonly dtype: 'int8'; readonly bytes: 1 };
  readonly Uint8Array: { readonly dtype: 'uint8'; readonly bytes: 1 };
  readonly Uint8ClampedArray: { readonly dtype: 'uint8c'; readonly bytes: 1 };
}
export type StdlibDtype = StdlibKinds[keyof StdlibKinds]['dtype'];
/** The entry of the kind `A`. Of a kind that the compiler does not know, the entries of all kinds. */
export type StdlibKind<A> = StdlibKinds[A extends Kind<infer K extends keyof StdlibKinds, unknown> ? K
: keyof StdlibKinds];
export type StdlibOrder = 'row-major' | 'column-major';

/**
 * The function `ndarray` of `@stdlib/ndarray`, reduced to what this library calls. `N` is the type of its arrays.
 */
export type StdlibFunction<N> = (
  dtype: StdlibDtype,
  // `any`: the type of a buffer must be assignable to whatever the function declares, of typed arrays or plain ones.
  buffer: any, // oxlint-disable-line typescript/no-explicit-any
  shape: number[],
  strides: number[],
  offset: number,
  order: StdlibOrder,
) => N;

/** Makes `ndarrays` and `ndarrayOf` return arrays of `@stdlib/ndarray`. */
export interface StdlibOption<N> {
  /** The function `ndarray` of that package. */
  readonly stdlib: StdlibFunction<N>;
}

/** An array of type `N` of `@stdlib/ndarray` whose shape `S` the compiler knows, over a flat array of kind `A`. */
export type StdlibArray<N, S extends Shape, A, From extends AnyStrides = AnyStrides> = Omit<N, keyof StdlibMembers> &
  StdlibMembers<S, A, From>;
/** What the compiler knows better than the package declares. */
export interface StdlibMembers<S extends Shape = Shape, A = unknown, From extends AnyStrides = AnyStrides> {
  readonly data: A;
  readonly dtype: StdlibKind<A>['dtype'];
  readonly BYTES_PER_ELEMENT: StdlibKind<A>['bytes'];
  readonly byteLength: number;
  readonly ndims: S['length'];
  readonly shape: Copied<S>;
  /** In elements of `data`, one for each dimension. A scalar has one stride, which is 0. */
  readonly strides: S extends readonly [] ? [0] : Copied<From['strides']>;
  get(...indices: AxisIndices<S>): number;
  set(...indicesAndValue: [...AxisIndices<S>, value: number]): this;
}

/** The structure of a schema with an array of type `N` at every leaf, over a flat array of kind `A`. */
export type StdlibArrays<S, A, N> = Structure<S, StdlibRule<A, N>>;
interface StdlibRule<A, N> extends LeafRule {
  readonly type: StdlibLeaf<this['shape'], A, this['transposed'], N>;
}
type StdlibLeaf<S, A, T, N> = S extends Shape ? StdlibArray<N, S, A, LeafStrides<S, T>> : never;
