// No twin in types: types/optim/optimiser.ts has the type of the result.
import type { ArrayTypeOf, NumberArray } from '../../types/array/kind.ts';
import type { Optimiser } from '../../types/optim/optimiser.ts';
import type { MomentumSchema, NoSchema, StateIn } from '../../types/optim/state.ts';
import type { Rate } from '../../types/optim/value-runs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { PlainOf } from '../../types/view/flat.ts';
import { requireOptions } from '../schema/options.ts';
import { FlatOptimiser, type GivenState, type StepRule } from './optimiser.ts';
import { BELOW_ONE, readNumber, UP_TO_ONE } from './options.ts';
import { momentumLoopOf, plainLoopOf } from './sgd-loops.ts';

/** The options of `sgd` without momentum. `A` is the kind of the arrays that it steps. */
export interface SgdOptions<A = NumberArray> {
  /** The learning rate: a number, or one for each owner, from `assign`. */
  readonly lr: Rate;
  /** The weight decay, added to the gradient as `decay * parameter`. Default: 0. */
  readonly decay?: Rate | undefined;
  /** `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<A> | undefined;
}
/** The options of `sgd` with momentum. */
export interface MomentumOptions<A = NumberArray> extends SgdOptions<A> {
  /** How much of the last direction a step keeps. */
  readonly momentum: number;
  /** How much of the gradient a step leaves out of the direction, from the second step on. Default: 0. */
  readonly dampening?: number | undefined;
  /** Whether to step along the gradient plus `momentum` times the new direction. It needs a dampening of 0. */
  readonly nesterov?: boolean | undefined;
}

/**
 * Stochastic gradient descent: plain, with momentum, or with Nesterov's momentum, by the formulas of PyTorch's
 * `torch.optim.SGD`. The weight decay is added to the gradient. The arithmetic is in doubles, rounded to the kind of
 * the array where it is stored. A tied leaf steps once, with its owner. With the option `momentum` the state has one
 * part, `m`; without it, the state is empty.
 *
 * @example
 * const opt = sgd(model, { lr: 0.5, momentum: 0.9 });
 * opt.step(flat, model.zeros().fill(1));
 * opt.step(flat, model.zeros().fill(1));
 * flat[0]; // -1.4500000476837158: -0.5 * (1 + 1.9) as a Float32
 * opt.layout.length; // 60, as a type too
 *
 * @throws RangeError or TypeError for an unknown option, a value out of range, runs that do not cover all owners, and a
 * state that does not fit
 */
export function sgd<L extends LayoutLike, A extends NumberArray = Float32Array<ArrayBuffer>>(
  model: L,
  options: MomentumOptions<A>,
  state?: StateIn<MomentumSchema<L>, A>,
): Optimiser<L, MomentumSchema<L>, PlainOf<A>>;
export function sgd<L extends LayoutLike, A extends NumberArray = Float32Array<ArrayBuffer>>(
  model: L,
  options: SgdOptions<A>,
  state?: StateIn<NoSchema, A>,
): Optimiser<L, NoSchema, PlainOf<A>>;
export function sgd(model: LayoutLike, options: SgdOptions & Partial<MomentumOptions>, state?: GivenState): unknown {
  requireOptions('sgd', options, ['lr', 'momentum', 'dampening', 'nesterov', 'decay', 'type']);
  const { momentum, dampening, nesterov = false } = options;
  if (typeof nesterov !== 'boolean')
    throw new TypeError(`sgd: nesterov must be true or false, found ${String(nesterov)}`);
  if (momentum === undefined) {
    if (dampening !== undefined || nesterov) throw new TypeError('sgd: dampening and nesterov need momentum');
    return new FlatOptimiser(model, PLAIN, options, state);
  }
  readNumber('sgd: momentum', momentum, BELOW_ONE);
  const damped = readNumber('sgd: dampening', dampening ?? 0, UP_TO_ONE);
  if (nesterov && (momentum === 0 || damped !== 0))
    throw new RangeError('sgd: nesterov needs a momentum above 0 and a dampening of 0');
  const rule: StepRule = {
    name: 'sgd',
    parts: ['m'],
    coefficients: 6,
    prepare(c, step) {
      // The first direction is the gradient, without dampening.
      c[2] = step === 1 ? 0 : momentum;
      c[3] = step === 1 ? 1 : 1 - damped;
      c[4] = nesterov ? 1 : 0;
      c[5] = nesterov ? momentum : 1;
    },
    loopOf: momentumLoopOf,
  };
  return new FlatOptimiser(model, rule, options, state);
}

const PLAIN: StepRule = {
  name: 'sgd',
  parts: [],
  coefficients: 2,
  prepare() {}, // the rate and the decay are all
  loopOf: plainLoopOf,
};
