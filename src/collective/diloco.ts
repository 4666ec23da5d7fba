import type { Collective, Kept, ReduceOptions, Round } from '../../types/collective/collective.ts';
import type { Diloco, DilocoOptions } from '../../types/collective/training.ts';
import type { FloatLike } from '../../types/optim/float.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import { checkFloats, type FloatArray, floatKindOf } from '../optim/float.ts';
import { BELOW_ONE, COUNT, FROM_ZERO, readNumber } from '../optim/options.ts';
import { sgd } from '../optim/sgd.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { readTraining } from './training-arguments.ts';

/**
 * Trains on all members of a group with little traffic: each makes `every` steps of its own, then all average how far
 * they have come, and an outer optimiser steps the common parameters by that. First every member takes the parameters
 * of rank 0, or those that the group has kept if the member joins later. After each round the parameters are equal bit
 * for bit. With `min`, a round completes without lost members, as long as at least this many members are left; the mean
 * is then over the members that are left. On a network, the group keeps the parameters and the outer state after each
 * round.
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
 * @throws TypeError or RangeError for arguments that do not fit, before the first call of the group; and what
 * `broadcast` throws
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
  const { runs } = readTraining('diloco', group, flat, options);
  const { model } = group;
  const params = flat as unknown as FloatArray; // `as`: readTraining has checked it
  const type = params.constructor as Float32ArrayConstructor;
  const kept = await group.joined?.();
  const from = (kept === undefined ? state : keptState(kept)) as never; // `as`: sgd checks it
  const outer = sgd(model, { lr, momentum, nesterov: momentum > 0, type }, from);
  if (kept === undefined) await group.broadcast<A>(flat);
  else takeKept(model, flat, kept);
  const common = params.slice();
  const outerGradient = new (common.constructor as Float64ArrayConstructor)(common.length) as FloatArray;
  const step = new type(2);
  let steps = 0;

  // `as never` below: the compiler does not see that these arrays have the layout's length and kind.
  async function average(rest: ReduceOptions<L>): Promise<Round> {
    for (const { start, end } of runs)
      for (let i = start; i < end; i++) outerGradient[i] = (common[i] as number) - (params[i] as number);
    const round = await group.allReduce(outerGradient as never, 'mean', { over, min, ...rest });
    outer.step(common as never, outerGradient as never);
    if (group.keep !== undefined) {
      const { signal, deadline } = rest;
      step.set(wordsOfStep(Number(outer.state.step)));
      // The round is over when the store has acknowledged its result.
      await group.keep([common, outer.state.flat, step] as FloatLike[], { min, signal, deadline });
    }
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

/**
 * A step is kept as two floats, quotient and remainder by this number, because a Float32Array holds integers only to
 * 2^24.
 */
const STEP_WORD = 2 ** 20;
const wordsOfStep = (step: number): [number, number] => [step % STEP_WORD, Math.floor(step / STEP_WORD)];

/** Copies the parameters that the group has kept into `flat`. @throws TypeError or RangeError if they do not fit */
function takeKept(model: LayoutLike, flat: unknown, { arrays: [params] }: Kept): void {
  const from = params as FloatArray; // `as`: diloco has kept it
  checkFloats('diloco', flat, floatKindOf('diloco', from), rootOfLayout(model).size);
  (flat as FloatArray).set(from);
}
function keptState({ arrays: [, flat, step] }: Kept): { readonly flat: unknown; readonly step: number } {
  const [low = 0, high = 0] = step as FloatArray; // `as`: diloco has kept it
  return { flat, step: low + STEP_WORD * high };
}
