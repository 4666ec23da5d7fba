import type { FlatIn, FlatOver, FlatSchemaOf } from '../view/flat.ts';
import type { SameKind } from './float.ts';
import type { OptimiserState } from './state.ts';

/** An exponential moving average of the flat arrays of a layout `L`, of kind `A`. */
export interface Ema<L, A> {
  /** The average: a flat array of the model. */
  readonly flat: FlatOver<FlatSchemaOf<L>, A>;
  /** The average, and the number of updates so far. Save and load it as you do the model. */
  readonly state: OptimiserState<FlatSchemaOf<L>, A>;
  /**
   * Moves the average towards `flat`: `average += (1 - decay) * (flat - average)`. The first update copies `flat`. It
   * allocates nothing, and leaves pads as they are.
   *
   * @throws RangeError for a NaN or an infinity, or if the length does not fit; TypeError for another kind of array.
   * Then the average is as it was.
   */
  update<F extends SameKind<A>>(flat: FlatIn<FlatSchemaOf<L>, F>): void;
}
