import type { AnyCount, One, UnknownCount } from './count.ts';
import type { AnyDim, CountOfParsedDim, DimOf } from './number.ts';
import type { Product, ProductOfDims } from './product.ts';

/** The size of a shape. These are interfaces, so that the compiler computes a member only when it is read. */
export interface Extent {
  /** The number of elements: 1 for `[]`, unknown if a dimension is not one literal. */
  readonly count: AnyCount;
  /**
   * The number of digits of all dimensions together, in marks: their product has no more. Contains `'bad'` if one is
   * not a dimension.
   */
  readonly width: string;
}

interface VectorExtent<D extends AnyDim> {
  readonly count: CountOfParsedDim<D>;
  readonly width: D['width'];
}

interface MatrixExtent<D extends AnyDim, E extends AnyDim> {
  readonly count: ProductOfDims<D, E>;
  readonly width: `${D['width']}${E['width']}`;
}

interface TensorExtent<First extends Extent, D extends AnyDim> {
  readonly count: Product<First['count'], CountOfParsedDim<D>>;
  readonly width: `${First['width']}${D['width']}`;
}

interface ScalarExtent {
  readonly count: One;
  readonly width: '';
}

interface OpenExtent {
  readonly count: UnknownCount;
  readonly width: '';
}

/** The extent of a shape. */
export type ExtentOf<S> =
  S extends readonly [infer D, infer E] ? MatrixExtent<DimOf<D>, DimOf<E>>
  : S extends readonly [infer D] ? VectorExtent<DimOf<D>>
  : S extends readonly [infer D, infer E, ...infer R] ? ExtentOfRest<R, MatrixExtent<DimOf<D>, DimOf<E>>>
  : S extends readonly [] ? ScalarExtent
  : OpenExtent;

type ExtentOfRest<R, E extends Extent> =
  R extends readonly [infer D, ...infer Rest] ? ExtentOfRest<Rest, TensorExtent<E, DimOf<D>>>
  : R extends readonly [] ? E
  : OpenExtent;
