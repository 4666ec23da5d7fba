import type { KindOverBuffer } from '../array/kind.ts';
import type { FlatIn, FlatOver, FlatSchemaOf, PlainOf } from '../view/flat.ts';
import type { FloatLike } from './float.ts';

/** What a minimisation found. */
export interface LbfgsReport {
  /** The number of line searches that ended in a lower point. */
  readonly iterations: number;
  /** The number of calls of the function. */
  readonly evaluations: number;
  /** The value at the point that the flat array now holds. */
  readonly value: number;
  /** The Euclidean norm of the gradient at that point. */
  readonly gradientNorm: number;
  /**
   * Why it ended: the gradient is small enough, or the iterations are used up, or no point along the steepest descent
   * is lower, which is how rounding ends a search.
   */
  readonly reason: 'converged' | 'iterations' | 'stalled';
}

/** The gradient that a function fills in: a new flat array of the kind of `A`. */
export type GradientOf<L, A> = FlatOver<FlatSchemaOf<L>, KindOverBuffer<PlainOf<A>, ArrayBuffer>>;

/** Minimises functions of flat arrays of a layout `L`. */
export interface Lbfgs<L> {
  /**
   * Minimises a function in place, from the values in `flat` on. `valueAndGradient` returns the value at `flat` and
   * writes the gradient into its second argument, which is zero before each call. Where the value or the gradient is
   * not finite, the search takes a shorter step. The function must not change `flat`.
   *
   * If the function throws, `flat` holds the last point that a line search ended in, and the error is thrown on.
   *
   * @throws RangeError if the value or the gradient at the start is not finite, or if the length does not fit;
   * TypeError for anything but a flat array of floats
   */
  minimize<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    valueAndGradient: (flat: NoInfer<A>, gradient: GradientOf<L, NoInfer<A>>) => number,
  ): LbfgsReport;
  /** For a function that returns a promise of the value. It calls the function again only after that has settled. */
  minimize<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    valueAndGradient: (flat: NoInfer<A>, gradient: GradientOf<L, NoInfer<A>>) => Promise<number>,
  ): Promise<LbfgsReport>;
}
