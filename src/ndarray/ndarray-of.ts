// No twin in types: types/ndarray/scijs.ts and stdlib.ts have the types of the arrays.
import type { TypedArray } from 'ndarray';
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { AnyStrides, NdView } from '../../types/matrix/nd-view.ts';
import type { NdArrayOf, ScijsData } from '../../types/ndarray/scijs.ts';
import type { StdlibArray, StdlibOption } from '../../types/ndarray/stdlib.ts';
import type { Shape } from '../../types/schema/markers.ts';
import type { PlainOf } from '../../types/view/flat.ts';
import { describeArray } from '../array/describe.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { GONE } from '../matrix/issues.ts';
import { memoryOfNdView } from '../matrix/nd-memory.ts';
import { stridedShapeOfLeaf } from '../schema/strides.ts';
import { type ArrayOptions, makerOf } from './array-maker.ts';
import type { ArrayMemory } from './array-memory.ts';
import { noNdView } from './issues.ts';

/** A leaf of a view, or a view by indices. */
type ArraySource = (NumberArray & { readonly shape: Shape } & AnyStrides) | NdView;

/**
 * Returns an array of scijs's `ndarray` over the elements of one leaf, or of a view that `ndView`, `ndViewOf` or
 * `blocks` returned. Nothing is copied: its `data` is the leaf, or the array that the view reads.
 *
 * @example
 * const weight = ndarrayOf(model.view(flat).lm_head.weight);
 * weight.set(4, 3, 0.5);
 * ndarrayOf(ndView(model, flat, 'wte.weight')).get(4, 3); // 0.5
 *
 * @throws TypeError for anything else, and if the buffer of its array was detached
 * @throws RangeError if it reaches beyond element 2^31, which scijs cannot address
 */
export function ndarrayOf<A extends NumberArray & { readonly shape: Shape } & AnyStrides>(
  leaf: A,
): NdArrayOf<A['shape'], ScijsData<KindOfLeaf<A>>, { readonly strides: A['strides'] }>;
export function ndarrayOf<S extends Shape, From extends AnyStrides>(
  view: NdView<S, From>,
): NdArrayOf<S, TypedArray, From>;
/** With `stdlib`, the function `ndarray` of `@stdlib/ndarray`, the array is one of that package. */
export function ndarrayOf<A extends NumberArray & { readonly shape: Shape } & AnyStrides, N>(
  leaf: A,
  options: StdlibOption<N>,
): StdlibArray<N, A['shape'], KindOfLeaf<A>, { readonly strides: A['strides'] }>;
export function ndarrayOf<S extends Shape, From extends AnyStrides, N>(
  view: NdView<S, From>,
  options: StdlibOption<N>,
): StdlibArray<N, S, TypedArray, From>;
export function ndarrayOf(source: ArraySource, options?: ArrayOptions): unknown {
  const make = makerOf('ndarrayOf', options);
  const memory = memoryOf(source);
  if (memory === undefined) throw new TypeError(noNdView(describeArray(source)));
  if (memory.data.length === 0 && !memory.shape.includes(0)) throw new TypeError(GONE);
  return make(memory);
}

/** The kind of a leaf, without its shape. */
type KindOfLeaf<A> = PlainOf<A>;

function memoryOf(source: ArraySource): ArrayMemory | undefined {
  if (typeOfKind(kindOf(source)) === undefined) {
    const memory = memoryOfNdView(source);
    return memory && { ...memory, what: 'the view' };
  }
  const stridedShape = stridedShapeOfLeaf(source);
  return stridedShape && { ...stridedShape, data: source as NumberArray as AnyArray, offset: 0, what: 'the leaf' };
}
