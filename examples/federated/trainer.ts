// How a member trains. This code is the same for processes, threads and pages.
import type { FlatOf } from 'paramlayout';
import { type Collective, diloco } from 'paramlayout/collective';
import { type Dataset, testing } from '../digits/dataset.ts';
import { network } from '../digits/model.ts';
import { randomFrom } from '../digits/random.ts';
import { accuracyOf, setRandomWeights } from '../digits/training.ts';
import { localSteps } from './local-steps.ts';
import { hashOf, type Report } from './report.ts';
import { EVERY, MIN, REST, ROUNDS } from './settings.ts';

/** How many gradients the group averages at the end, to count the bytes of one. */
const GRADIENTS = 10;

export interface Trainer {
  readonly group: Collective<typeof network>;
  readonly data: Dataset;
  /** The indices of the images that this member learns from. No other member has these images. */
  readonly images: readonly number[];
  /** Returns how many bytes this member has sent, after so many calls of the group. */
  sent(calls: number): number;
  /** Whether the member leaves after this round. */
  leaves?(round: number): boolean;
  /** Reports to the program. `flat` has the parameters of the group, and must not be changed. */
  report(report: Report, flat: FlatOf<typeof network, Float32Array>): void;
}

/** Trains until all rounds are over or the member leaves. */
export async function train({ group, data, images, sent, leaves, report }: Trainer): Promise<void> {
  const random = randomFrom(1 + group.rank);
  const flat = network.zeros();
  const p = network.view(flat);
  setRandomWeights(p, random); // diloco replaces them by those of rank 0
  const training = await diloco(group, flat, { every: EVERY, min: MIN });
  const makeStep = localSteps(flat, data, images, random);
  // A member that comes back continues in the current round of the group.
  const round = (): number => training.outer.state.step;

  let [steps, calls, loss] = [0, 1, 0];
  const tell = async (event: Report['event'], more: Partial<Report> = {}): Promise<void> => {
    const [accuracy, bits, bytes] = [accuracyOf(p, data, testing), await hashOf(flat), sent(calls)];
    report({ event, rank: group.rank, round: round(), steps, bytes, accuracy, bits, ...more }, flat);
  };
  await tell('joined');
  while (round() < ROUNDS) {
    loss += makeStep(round() / ROUNDS) / EVERY;
    steps++;
    await new Promise((resolve) => setTimeout(resolve, REST));
    const accuracy = training.steps === EVERY - 1 ? accuracyOf(p, data, testing) : 0;
    const done = await training.step({ weight: images.length });
    if (done === undefined) continue;
    calls++;
    await tell('round', { alone: { ranks: done.ranks, loss, accuracy } });
    loss = 0;
    if (leaves?.(round()) === true) {
      await group.close();
      return tell('left');
    }
  }
  // For comparison: `dataParallel` averages a gradient like this in each step.
  const bytes = sent(calls);
  for (let i = 0; i < GRADIENTS; i++) await group.allReduce(network.zeros(), 'mean', { min: MIN });
  await tell('done', { bytes, gradientBytes: (sent(calls + GRADIENTS) - bytes) / GRADIENTS });
  await group.close();
}
