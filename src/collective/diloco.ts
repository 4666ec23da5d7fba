import type { Collective, ReduceOptions, Round } from '../../types/collective/collective.ts';
import type { Diloco, DilocoOptions } from '../../types/collective/training.ts';
import type { FloatLike } from '../../types/optim/float.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import type { FloatArray } from '../optim/float.ts';
import { BELOW_ONE, COUNT, FROM_ZERO, readNumber } from '../optim/options.ts';
import { sgd } from '../optim/sgd.ts';
import { requireOptions } from '../schema/options.ts';
import { readPlan } from './plan.ts';

/**
 * Trains on all members of a group with little traffic: each makes `every` steps of its own, then all average how far
 * they have come, and an outer optimiser steps the common parameters by that. First every member takes the parameters
 * of rank 0. After each round the parameters are equal bit for bit. With `min`, a round goes on without members that
 * are lost, if so many are left; the mean is then over those.
 *
 * The method is DiLoCo: A. Douillard and others, "DiLoCo: Distributed Low-Communication Training of Language Models"
 * (2023, arXiv:2311.08105), with Nesterov's momentum as the outer optimiser.
 *
 * @example
 * const [alone] = threads(model, 1);
 * const inner = sgd(model, { lr: 0.5 });
 * const training = await diloco(alone, flat.fill(1), { every: 10, lr: 1, momentum: 0 });
 * for (let i = 0; i < 10; i++) {
 *   inner.step(flat, model.zeros().fill(0.1));
 *   await training.step({ weight: 32 });
 * }
 * flat[0]!.toFixed(3); // '0.500'
 *
 * @throws TypeError or RangeError for options that are unknown or out of range, and what `broadcast` throws
 */
export async function diloco<L extends LayoutLike, A extends FloatLike>(
  group: Collective<L>,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options: DilocoOptions<L>,
): Promise<Diloco<L, PlainOf<A>>> {
  requireOptions('diloco', options, ['every', 'lr', 'momentum', 'over', 'min', 'state']);
  const every = readNumber('diloco: every', options.every, COUNT);
  const { over, min, state } = options;
  const lr = readNumber('diloco: lr', options.lr ?? 0.7, FROM_ZERO);
  const momentum = readNumber('diloco: momentum', options.momentum ?? 0.9, BELOW_ONE);
  const { model } = group;
  const { runs } = readPlan(model, group.size, over);
  await group.broadcast<A>(flat);
  const params = flat as unknown as FloatArray; // `as`: broadcast has checked it
  const common = params.slice();
  const outerGradient = new (common.constructor as Float64ArrayConstructor)(common.length) as FloatArray;
  const type = common.constructor as Float32ArrayConstructor;
  const outer = sgd(model, { lr, momentum, nesterov: momentum > 0, type }, state as never); // `as`: sgd checks it
  let steps = 0;

  // `as never` below: the compiler does not see that these arrays have the layout's length and kind.
  async function average(rest: ReduceOptions<L>): Promise<Round> {
    for (const { start, end } of runs)
      for (let i = start; i < end; i++) outerGradient[i] = (common[i] as number) - (params[i] as number);
    const round = await group.allReduce(outerGradient as never, 'mean', { over, min, ...rest });
    outer.step(common as never, outerGradient as never);
    for (const { start, end } of runs) params.set(common.subarray(start, end), start);
    return round;
  }
  return {
    group,
    outer: outer as never, // `as`: the kind of the state is that of the flat array
    get steps() {
      return steps;
    },
    async step(rest = {}) {
      if (steps + 1 < every) {
        steps++;
        return undefined;
      }
      const round = await average(rest);
      steps = 0;
      return round;
    },
  };
}
