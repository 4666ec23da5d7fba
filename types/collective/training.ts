import type { FloatLike } from '../optim/float.ts';
import type { Optimiser } from '../optim/optimiser.ts';
import type { FlatIn, FlatSchemaOf } from '../view/flat.ts';
import type { Collective, ReduceOptions, Round } from './collective.ts';

/** The options of `dataParallel`. */
export type DataParallelOptions<L> = Pick<ReduceOptions<L>, 'over'>;

/** Steps the same parameters on all members, with the mean of their gradients. */
export interface DataParallel<L, S, A> {
  readonly group: Collective<L>;
  readonly optimiser: Optimiser<L, S, A>;
  /**
   * Replaces a gradient by the mean over all members, and steps the parameters with it. `weight` says how much this
   * member's gradient counts, such as its number of samples; `factor` multiplies the learning rate.
   *
   * @throws what `allReduce` and the optimiser throw; then the parameters are as before
   */
  step<G extends FloatLike>(
    gradient: FlatIn<FlatSchemaOf<L>, G>,
    options?: Omit<ReduceOptions<L>, 'over'> & { readonly factor?: number | undefined },
  ): Promise<Round>;
}

/** The options of `diloco`. */
export interface DilocoOptions<L> extends Pick<ReduceOptions<L>, 'over' | 'min'> {
  /** The number of local steps between two rounds. */
  readonly every: number;
  /** The outer learning rate. Default: 0.7, as in the paper. */
  readonly lr?: number | undefined;
  /** The outer momentum, by Nesterov. Default: 0.9, as in the paper. */
  readonly momentum?: number | undefined;
  /** The outer state to go on from. */
  readonly state?: { readonly flat: FloatLike; readonly step: number | bigint } | undefined;
}

/** Averages members that step by themselves for many steps. */
export interface Diloco<L, A> {
  readonly group: Collective<L>;
  /** The outer optimiser. Its state has one part, the momentum; save it with the parameters. */
  readonly outer: Optimiser<L, { readonly m: L }, A>;
  /** The number of local steps since the last round. */
  readonly steps: number;
  /**
   * Counts one local step, which the caller has made. At every `every`-th, all members average how far they have come,
   * and take the same new parameters. Resolves to that round, and to `undefined` between rounds.
   *
   * @throws what `allReduce` and the outer optimiser throw; then the parameters are as before
   */
  step(options?: Omit<ReduceOptions<L>, 'over' | 'min'>): Promise<Round | undefined>;
}
