import type { LayoutOf } from '../layout.ts';
import type { FlatIn, FlatSchemaOf } from '../view/flat.ts';
import type { SameKind } from './float.ts';
import type { OptimiserState } from './state.ts';
import type { Rate } from './value-runs.ts';

/** Steps flat arrays of a layout `L`. Its state is a flat array of kind `A`, of a layout with schema `S`. */
export interface Optimiser<in out L, in out S, A> {
  /** The layout of the state: the model once for each of its parts. */
  readonly layout: LayoutOf<S>;
  /** The flat array of the state, and the number of steps so far. Save and load it as you do the model. */
  readonly state: OptimiserState<S, A>;
  /**
   * The learning rate: a number, or a result of `assign`. Set it between steps for a schedule. A number in place of a
   * number allocates nothing.
   *
   * @throws RangeError or TypeError for any other value, and for runs that do not cover all owners
   */
  get lr(): Rate;
  set lr(rate: Rate);
  /**
   * Makes one step in place: changes `flat` and the state. Both arrays have the kind of the state. `factor` multiplies
   * every learning rate in this step alone, for a schedule over rates from `assign`. An owner to which `assign` gave
   * the rate 0 is frozen: the step reads and writes neither it nor its state. A step allocates nothing.
   *
   * @throws RangeError if the gradient has a NaN or an infinity, with its index and owner, or if a length does not fit;
   * TypeError for another kind of array. Then the step has written nothing.
   */
  step<F extends SameKind<A>, G extends SameKind<A>>(
    flat: FlatIn<FlatSchemaOf<L>, F>,
    gradient: FlatIn<FlatSchemaOf<L>, G>,
    factor?: number,
  ): void;
}
