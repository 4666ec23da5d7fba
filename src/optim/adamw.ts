// No twin in types: types/optim/optimiser.ts has the type of the result.
import type { ArrayTypeOf, NumberArray } from '../../types/array/kind.ts';
import type { Optimiser } from '../../types/optim/optimiser.ts';
import type { AdamwSchema, StateIn } from '../../types/optim/state.ts';
import type { Rate } from '../../types/optim/value-runs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { PlainOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { requireOptions } from '../schema/options.ts';
import type { FloatArray } from './float.ts';
import { FlatOptimiser, type GivenState, type StepLoop, type StepRule } from './optimiser.ts';
import { ABOVE_ZERO, BELOW_ONE, readNumber } from './options.ts';

/** The options of `adamw`. `A` is the kind of the state, and of the arrays that it steps. */
export interface AdamwOptions<A = NumberArray> {
  /** The learning rate: a number, or one for each owner, from `assign`. */
  readonly lr: Rate;
  /** How much of the means of the gradient and of its square a step keeps. Default: [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Added to the root of the mean square. Default: 1e-8. */
  readonly eps?: number | undefined;
  /** The decoupled weight decay: a number, or one for each owner, from `assign`. Default: 0.01. */
  readonly decay?: Rate | undefined;
  /** `Float32Array` (the default) or `Float64Array`. */
  readonly type?: ArrayTypeOf<A> | undefined;
}

/**
 * AdamW: Adam with decoupled weight decay. The arithmetic is in doubles, rounded to the kind of the array where it is
 * stored. A tied leaf steps once, with its owner. With a `state`, the optimiser continues from that state, bit for bit.
 *
 * The formula is that of I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization" (2019, arXiv:1711.05101),
 * as PyTorch computes it: the decay is multiplied by the learning rate. The defaults are PyTorch's.
 *
 * @example
 * const opt = adamw(model, { lr: 1e-3, betas: [0.9, 0.95], decay: 0.1 });
 * opt.step(flat, model.zeros().fill(1));
 * opt.state.step; // 1
 * opt.layout.length; // 120, as a type too
 * opt.lr = 5e-4; // for the next steps
 *
 * @throws RangeError or TypeError for an unknown option, a value out of range, runs that do not cover all owners, and a
 * state that does not fit
 */
export function adamw<L extends LayoutLike, A extends NumberArray = Float32Array<ArrayBuffer>>(
  model: L,
  options: AdamwOptions<A>,
  state?: StateIn<AdamwSchema<L>, A>,
): Optimiser<L, AdamwSchema<L>, PlainOf<A>> {
  requireOptions('adamw', options, ['lr', 'betas', 'eps', 'decay', 'type']);
  const { betas = [0.9, 0.999], eps = 1e-8 } = options;
  if (!Array.isArray(betas) || betas.length !== 2)
    throw new TypeError(`adamw: betas must be two numbers, found ${describe(betas)}`);
  const beta1 = readNumber('adamw: betas[0]', betas[0], BELOW_ONE);
  const beta2 = readNumber('adamw: betas[1]', betas[1], BELOW_ONE);
  readNumber('adamw: eps', eps, ABOVE_ZERO);
  const rule: StepRule = {
    name: 'adamw',
    parts: ['m', 'v'],
    coefficients: 7,
    prepare(c, step) {
      c[2] = beta1;
      c[3] = beta2;
      c[4] = eps;
      c[5] = 1 - beta1 ** step;
      c[6] = Math.sqrt(1 - beta2 ** step);
    },
    // `as`: the optimiser gives the loop only arrays of this kind.
    loopOf: (kind) => (kind === 'Float32Array' ? stepAdamw32 : stepAdamw64) as StepLoop<FloatArray>,
  };
  // `as`: the compiler cannot compare its half with this one.
  const { decay = 0.01 } = options;
  return new FlatOptimiser(model, rule, { ...options, decay }, state as GivenState | undefined) as object as Optimiser<
    L,
    AdamwSchema<L>,
    PlainOf<A>
  >;
}

// PyTorch rounds the coefficients of a Float32 parameter to Float32, and the parameter after its decay. The loop for
// Float32 does the same: without it, 100 steps would differ by some 2e-6. One loop for both kinds would round the
// parameter by storing it twice, which takes 5 % longer. The root comes early, because it takes longest.
function stepAdamw32(
  start: number,
  end: number,
  p: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  c: Float64Array,
): void {
  const lr = c[0] as number;
  const beta1 = Math.fround(c[2] as number);
  const beta2 = Math.fround(c[3] as number);
  const eps = c[4] as number; // not rounded: Float32 has 0 in place of an eps of 1e-50
  const take1 = Math.fround(1 - (c[2] as number));
  const take2 = Math.fround(1 - (c[3] as number));
  const keep = Math.fround(1 - lr * (c[1] as number));
  const rate = Math.fround(lr / (c[5] as number));
  const correction2 = 1 / Math.fround(c[6] as number);
  for (let i = start; i < end; i++) {
    const x = g[i] as number;
    const square = beta2 * (v[i] as number) + take2 * x * x;
    v[i] = square;
    const root = Math.sqrt(square);
    const mean = beta1 * (m[i] as number) + take1 * x;
    m[i] = mean;
    const decayed = Math.fround((p[i] as number) * keep);
    p[i] = decayed - (rate * mean) / (root * correction2 + eps);
  }
}
/** The loop for Float64, which rounds nothing. */
function stepAdamw64(
  start: number,
  end: number,
  p: Float64Array,
  g: Float64Array,
  m: Float64Array,
  v: Float64Array,
  c: Float64Array,
): void {
  const lr = c[0] as number;
  const beta1 = c[2] as number;
  const beta2 = c[3] as number;
  const eps = c[4] as number;
  const take1 = 1 - beta1;
  const take2 = 1 - beta2;
  const keep = 1 - lr * (c[1] as number);
  const rate = lr / (c[5] as number);
  const correction2 = 1 / (c[6] as number);
  for (let i = start; i < end; i++) {
    const x = g[i] as number;
    const square = beta2 * (v[i] as number) + take2 * x * x;
    v[i] = square;
    const root = Math.sqrt(square);
    const mean = beta1 * (m[i] as number) + take1 * x;
    m[i] = mean;
    const decayed = (p[i] as number) * keep;
    p[i] = decayed - (rate * mean) / (root * correction2 + eps);
  }
}
