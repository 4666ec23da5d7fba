// No twin in src: at run time, src/optim/optimiser.ts makes the state.
import type { FlatIn, FlatOver } from '../view/flat.ts';

/** The state of an optimiser: a flat array of its layout, and how many steps it has made. */
export interface OptimiserState<in out S, A> {
  readonly flat: FlatOver<S, A>;
  step: number;
}
/** A state to go on from: one that was loaded, or a window on a larger array. The optimiser writes to this array. */
export interface StateIn<S, A> {
  readonly flat: FlatIn<S, A>;
  readonly step: number | bigint;
}

/** The schema of the state of `adamw`: means of the gradient (m) and of its square (v). */
export type AdamwSchema<L> = { readonly m: L; readonly v: L };
/** The schema of the state of `sgd` with momentum. */
export type MomentumSchema<L> = { readonly m: L };
/** The schema of the state of `sgd` without momentum: nothing. */
export type NoSchema = {};
