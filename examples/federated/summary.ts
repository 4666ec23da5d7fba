// What the program says at the end, and whether all is as it should be.
import { type Dataset, testing } from '../digits/dataset.ts';
import { network } from '../digits/model.ts';
import { randomFrom } from '../digits/random.ts';
import { accuracyOf, setRandomWeights } from '../digits/training.ts';
import { localSteps } from './local-steps.ts';
import { bytesOf, type Member } from './members.ts';
import type { Rounds } from './rounds.ts';
import { EVERY, ROUNDS } from './settings.ts';
import { kilobytes, percent } from './table.ts';

const STEPS = ROUNDS * EVERY;

/** Returns the accuracy of a network that learns from these images and never hears of others. */
export function accuracyAlone(data: Dataset, images: readonly number[]): number {
  const random = randomFrom(1);
  const flat = network.zeros();
  const p = network.view(flat);
  setRandomWeights(p, random);
  const makeStep = localSteps(flat, data, images, random);
  for (let step = 0; step < STEPS; step++) makeStep(step / STEPS);
  return accuracyOf(p, data, testing);
}

/** @throws Error if members that trained to the end have not the same parameters */
export function summarise(
  members: readonly Member[],
  rounds: Rounds,
  data: Dataset,
  parts: readonly (readonly number[])[],
): readonly string[] {
  const atEnd = members.filter(({ last }) => last?.event === 'done');
  const [first] = atEnd;
  if (first?.last === undefined) throw new Error('no member trained to the end');
  const { unequal } = rounds;
  if (unequal.length > 0) throw new Error(`members had different parameters after the rounds ${unequal.join(', ')}`);
  const alone = parts.map((images) => accuracyAlone(data, images));
  const [worst, best] = [Math.min(...alone), Math.max(...alone)];
  const most = Math.max(...atEnd.map(bytesOf));
  const gradients = STEPS * Math.max(...atEnd.map(({ last }) => last?.gradientBytes ?? 0));
  return [
    `${atEnd.length} members ended with the same parameters, bit for bit, and had the same after each round: ${first.last.bits}`,
    `Together they find the digit in ${percent(first.last.accuracy)} of the test images.`,
    `With its own images alone, a member would find ${percent(worst)} to ${percent(best)}.`,
    `A member sent up to ${kilobytes(most)} in ${ROUNDS} rounds.`,
    `A gradient in each of ${STEPS} steps would be ${kilobytes(gradients)}, ${(gradients / most).toFixed(1)} times as much.`,
  ];
}
