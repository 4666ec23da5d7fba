import type { Collective } from '../../types/collective/collective.ts';
import type { DataParallel, DataParallelOptions } from '../../types/collective/training.ts';
import type { FloatLike, SameKind } from '../../types/optim/float.ts';
import type { Optimiser } from '../../types/optim/optimiser.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import { floatKindOf } from '../optim/float.ts';
import { FROM_ZERO, readNumber } from '../optim/options.ts';
import { requireOptions } from '../schema/options.ts';
import { readTraining, requireOptimiser } from './training-arguments.ts';

/**
 * Trains the same parameters on all members of a group: each computes a gradient of its own samples, and all step with
 * the mean. First every member takes the parameters of rank 0. Its optimiser must be in the same state everywhere: new,
 * or loaded from one checkpoint. Then the parameters stay equal bit for bit.
 *
 * With `over`, a selection, only these parameters are sent, so a part that the optimiser freezes costs nothing.
 *
 * @example
 * const [member] = threads(model, 1);
 * const training = await dataParallel(member, flat.fill(1), sgd(model, { lr: 0.5 }));
 * await training.step(model.zeros().fill(1), { weight: 32 }); // { ranks: [0] }: rank 0 took part, with 32 samples
 * flat[0]; // 0.5
 *
 * @throws TypeError or RangeError for arguments that do not fit, before the first call of the group; and what
 * `broadcast` throws
 */
export async function dataParallel<L extends LayoutLike, S, A, F extends SameKind<A> & FloatLike>(
  group: Collective<L>,
  flat: FlatIn<FlatSchemaOf<L>, F>,
  optimiser: Optimiser<L, S, A>,
  options: DataParallelOptions<L> = {},
): Promise<DataParallel<L, S, A>> {
  requireOptions('dataParallel', options, ['over']);
  const { over } = options;
  readTraining('dataParallel', group, flat, options);
  requireOptimiser('dataParallel', optimiser, group.model, floatKindOf('dataParallel', flat));
  await group.broadcast<F>(flat);
  return {
    group,
    optimiser,
    async step(gradient, { factor = 1, ...rest } = {}) {
      // The optimiser checks it only after the call. Then this member would not step, and all others would.
      readNumber('factor', factor, FROM_ZERO);
      const round = await group.allReduce(gradient, 'mean', { over, ...rest });
      // `as never`: the compiler does not see that a gradient of this layout has the kind of the state.
      optimiser.step<F, never>(flat, gradient as never, factor);
      return round;
    },
  };
}
