import type { OperandLike } from '../algebra/operand.ts';
import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type { PathIn } from '../place/path-parameter.ts';
import type { Shape } from '../schema/markers.ts';
import type { Length } from '../schema/memory.ts';
import type { FlatOver, PlainOf } from '../view/flat.ts';
import type { View } from '../view/view.ts';
import type { BlockStrides, NdView } from './nd-view.ts';
import type { BlockPathParameter, LeafSide, SideAt, TreeSide } from './side.ts';

/**
 * A matrix, or a block of one, whose rows have the names of the schema `R` and whose columns have those of `C`. It lies
 * over a flat array of kind `A`, in which the rows lie `By['step']` elements apart.
 */
export interface BlockView<in out R, in out C, out A, out By extends AnyStep = AnyStep> {
  /** The number of rows and of columns. */
  readonly shape: readonly [Length<R>, Length<C>];
  /** In elements. The columns of a row are neighbours. */
  readonly strides: readonly [By['step'], 1];
  /**
   * The block of some rows and columns, over the same memory. Two leaves give an `NdView` whose shape is that of the
   * row leaf followed by that of the column leaf; the shape of a scalar is []. If one path leads to a subtree, the
   * result is a block view. The empty path selects all rows or columns.
   *
   * @throws RangeError for an unknown path
   * @throws SchemaError for a subtree with a tie to a path outside it
   */
  at<const P extends string, const Q extends string>(
    row: PathIn<P, BlockPathParameter<R, P>>,
    column: PathIn<Q, BlockPathParameter<C, Q>>,
  ): string extends P | Q ? unknown : BlockAt<SideAt<R, P>, SideAt<C, Q>, A, By>;
  /**
   * The rows of a path against all columns, over the same memory. The row of a scalar is a view of the columns; a leaf
   * with dimensions gives nested arrays of such views, and a subtree gives a block view. Where the columns are one
   * scalar, a number stands in place of a view.
   *
   * @throws RangeError for an unknown path
   * @throws SchemaError for a subtree with a tie to a path outside it
   */
  row<const P extends string>(
    path: PathIn<P, BlockPathParameter<R, P>>,
  ): string extends P ? unknown : RowsAt<SideAt<R, P>, C, A, By>;
  /**
   * Writes the product of the matrix and a vector to `out`, and returns `out`. The vector has the layout of the
   * columns, and `out` that of the rows; both are root views or flat arrays. Sums are in doubles.
   *
   * @throws TypeError for operands of another layout or kind, and if `out` shares memory with the vector or the matrix
   * @throws RangeError for an operand of another length
   */
  times<V, O>(vector: OperandLike<FlatOver<C, A>, V>, out: OperandLike<FlatOver<R, A>, O>): O;
  /** A copy as an array of rows. */
  toArray(): number[][];
}

/**
 * How far apart the rows of a matrix lie. The compiler computes a member of an interface only when a program reads it.
 */
export interface AnyStep {
  readonly step: number;
}
/** The step of a matrix whose columns have the names of the schema `C`. */
export interface RowStep<C> {
  readonly step: Length<C>;
}

/** The block view of two layouts; without a second layout, that of a square matrix. */
export type BlockViewOf<L, M = L, A = Float32Array> = BlockView<SchemaOf<L>, SchemaOf<M>, PlainOf<A>>;

// `infer` holds the recursion back while a side is open.
type BlockAt<Rows, Columns, A, By extends AnyStep> =
  [Rows] extends [infer R] ?
    [Columns] extends [infer C] ?
      BlockOfSides<R, C, A, By>
    : never
  : never;
type BlockOfSides<R, C, A, By extends AnyStep> =
  unknown extends R ? unknown
  : unknown extends C ? unknown
  : R extends LeafSide<infer RS, infer RT> ?
    C extends LeafSide<infer CS, infer CT> ? NdView<readonly [...RS, ...CS], BlockStrides<RS, RT, CS, CT, By>>
    : C extends TreeSide<infer CN> ? BlockView<RS, CN, A, By>
    : never
  : R extends TreeSide<infer RN> ?
    C extends LeafSide<infer CS, unknown> ? BlockView<RN, CS, A, By>
    : C extends TreeSide<infer CN> ? BlockView<RN, CN, A, By>
    : never
  : never;

type RowsAt<Rows, C, A, By extends AnyStep> =
  [Rows] extends [infer R] ?
    unknown extends R ? unknown
    : R extends LeafSide<infer S, unknown> ? RowViews<S, View<C, A>>
    : R extends TreeSide<infer N> ? BlockView<N, C, A, By>
    : never
  : never;
type RowViews<S extends Shape, V> =
  number extends S['length'] ? unknown
  : S extends readonly [infer N extends number, ...infer R extends Shape] ? BlockTuple<N, RowViews<R, V>>
  : V;
