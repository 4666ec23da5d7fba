// Steps of AdamW with the gradients of jax-js.
import { numpy as np } from '@jax-js/jax';
import { valueAndGrad } from 'paramlayout/jax';
import type { Run } from './checkpoint.ts';
import { loss } from './loss.ts';
import { model } from './model.ts';
import { CONTEXT, type Examples } from './names.ts';
import { randomFrom } from './random.ts';

/** The length of a whole training. */
export const STEPS = 1500;
const BATCH = 128;

/** The share of the learning rate in a step: it rises for 50 steps, then falls along half a cosine. */
const rateAt = (step: number): number =>
  Math.min((step + 1) / 50, 0.02 + 0.49 * (1 + Math.cos((Math.PI * step) / STEPS)));

/** Random examples. The step alone decides which, so a run that goes on takes those that it would have taken. */
function batchAt(step: number, { contexts, targets }: Examples): Examples {
  const random = randomFrom(1000 + step);
  const chosen = Array.from({ length: BATCH }, () => Math.floor(random() * targets.length));
  return {
    contexts: Int32Array.from(chosen.flatMap((i) => [...contexts.subarray(CONTEXT * i, CONTEXT * (i + 1))])),
    targets: Int32Array.from(chosen, (i) => targets[i]!),
  };
}

/** Trains in place until so many steps are done. Calls `onStep` after each. */
export async function train(
  { flat, optimiser }: Run,
  examples: Examples,
  until: number,
  onStep: (step: number, loss: number) => Promise<void> | void,
): Promise<void> {
  const gradientOf = valueAndGrad(model, loss, { jit: true, out: model.zeros() });
  while (optimiser.state.step < until) {
    const { step } = optimiser.state;
    const { contexts, targets } = batchAt(step, examples);
    const tokens = np.array(contexts, { shape: [BATCH, CONTEXT] });
    const { value, grad } = await gradientOf(flat, tokens, np.array(targets));
    optimiser.step(flat, grad, rateAt(step));
    await onStep(step + 1, value);
  }
  gradientOf.dispose(); // frees what jit keeps
}
