import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { Kind, NumberArray } from '../array/kind.ts';
import type { FoundPlace, SettlePlace } from '../place/place.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Shape,
} from '../schema/markers.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { PlainOf } from '../view/flat.ts';

/** The library, reduced to what this entry point uses of it: onnxruntime-node and each build of onnxruntime-web. */
export interface OrtLike<T extends object = object> {
  // `never`: the overloads of the constructor take many types. The compiler infers `T` from the last of them.
  readonly Tensor: new (...given: never[]) => T;
}

/** The type of a tensor's elements for each kind of flat array, as onnxruntime calls it. */
export interface OrtTypes {
  readonly Float32Array: 'float32';
  readonly Float64Array: 'float64';
  readonly Float16Array: 'float16';
  readonly Int32Array: 'int32';
  readonly Uint32Array: 'uint32';
  readonly Int16Array: 'int16';
  readonly Uint16Array: 'uint16';
  readonly Int8Array: 'int8';
  readonly Uint8Array: 'uint8';
}

/** How `tensors` makes tensors. */
export interface TensorsOptions<Y extends 'float16' | 'bool' = 'float16' | 'bool'> {
  /** `'float16'` for a Uint16Array that holds the bits of float16, `'bool'` for a Uint8Array of zeros and ones. */
  readonly type?: Y | undefined;
  /**
   * `'copy'`: a tie that reads a matrix as its transpose becomes a transposed copy, which does not see later edits. By
   * default it is an error, because a tensor of onnxruntime has no strides.
   */
  readonly transposed?: 'copy' | undefined;
}

/** A tensor of the library over the memory of a leaf. */
export type LeafTensor<T, Y, A, S extends Shape> = T & { readonly type: Y; readonly data: A; readonly dims: S };

/** The structure of a layout with a tensor at each leaf, ties included. */
export type TensorsOf<L, T, A extends NumberArray, Y = OrtTypeOf<PlainOf<A>>> =
  [SchemaOf<L>, T, Y, PlainOf<A>] extends [infer S, infer T2, infer Y2, infer B] ? NodeTensors<S, [T2, Y2, B], S> : never;

/** The type of elements for a kind of flat array. */
export type OrtTypeOf<A> = A extends Kind<infer K extends keyof OrtTypes, unknown> ? OrtTypes[K] : string;

type NodeTensors<N, With, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends Shape ? TensorAt<N, With>
  : N extends Marker ? MarkerTensors<N, With, Root>
  : { readonly [K in keyof N]: NodeTensors<N[K], With, Root> };
type MarkerTensors<N, With, Root> =
  N extends AnyTied ?
    SettlePlace<N, Root> extends FoundPlace<infer M, infer R, boolean> ?
      NodeTensors<M, With, R>
    : never
  : N extends Repeated<infer K, infer S> ? BlockTuple<K, NodeTensors<S, With, Root>>
  : N extends Listed<infer E> ? { readonly [I in keyof E]: NodeTensors<E[I], With, Root> }
  : N extends Keyed<infer E> ? { readonly [F in E[number] as F[0]]: NodeTensors<F[1], With, Root> }
  : N extends AnyScoped ? NodeTensors<Inner<N>, With, Inner<N>>
  : N extends AnyAligned ? NodeTensors<Unwrap<N>, With, Root>
  : never;
type TensorAt<S extends Shape, With> = With extends [infer T, infer Y, infer A] ? LeafTensor<T, Y, A, S> : never;
