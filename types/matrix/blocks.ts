import type { NumberArray } from '../array/kind.ts';
import type { ProductOf } from '../schema/dim.ts';
import type { WrongLength } from '../schema/issues.ts';
import type { Length } from '../schema/memory.ts';
import type { FlatCase, PlainOf } from '../view/flat.ts';
import type { BlockView, RowStep } from './block-view.ts';

/** The rows and columns of a matrix by name: those of the schemas `R` and `C`. */
export interface Blocks<in out R, in out C> {
  /** The number of elements of the matrix. */
  readonly length: ProductOf<Length<R>, Length<C>>;
  /**
   * A view of a flat matrix: a typed array with one row after the other. Nothing is copied.
   *
   * @throws RangeError for an array of another length, TypeError for anything but a typed array of numbers
   */
  view<A extends NumberArray>(matrix: MatrixIn<R, C, A>): BlockView<R, C, PlainOf<A>, RowStep<C>>;
}

/** The type of a parameter that takes a matrix. If both lengths are literals they must be equal. */
// Cases as in FlatIn of ../view/flat.ts: an array whose length is only `number` computes no other length.
export type MatrixIn<R, C, A> = 0 extends 1 & A ? A : MatrixParameter<R, C, A>[FlatCase<A>];
interface MatrixParameter<R, C, A> {
  unknown: A;
  plain: IfEqual<ProductOf<Length<R>, Length<C>>, A>;
  marked: IfEqual<ProductOf<Length<R>, Length<C>>, A>;
}
// While a length is open, the compiler decides the condition as for `any`, for which it says 'fits'. Then the matrix is
// accepted, and the run time checks it.
type IfEqual<Expected extends number, A> =
  LengthFit<Expected, A[keyof A & 'length']> extends 'misfit' ? WrongLength<Expected, A[keyof A & 'length'] & number>
  : A;
type LengthFit<Expected extends number, Found> =
  number extends Expected ? 'fits'
  : [Found] extends [Expected] ? 'fits'
  : 'misfit';
