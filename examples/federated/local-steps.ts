// The steps that a member makes by itself, on its own images.
import { assign, type FlatOf } from 'paramlayout';
import { adamw } from 'paramlayout/optim';
import { type Dataset, testing } from '../digits/dataset.ts';
import { activations, network } from '../digits/model.ts';
import { randomFrom } from '../digits/random.ts';
import { accuracyOf, setGradient, setRandomWeights } from '../digits/training.ts';
import { batches } from './split.ts';

const BATCH = 16;
const RATE = 4e-3;

/** Returns a function that makes one step with a batch of the images, and returns the mean loss of the batch. */
export function localSteps(
  flat: FlatOf<typeof network, Float32Array>,
  data: Dataset,
  images: readonly number[],
  random: () => number,
): (progress: number) => number {
  const p = network.view(flat);
  const gradient = network.zeros();
  const gradientView = network.view(gradient);
  const a = activations.view(activations.zeros());
  const optimiser = adamw(network, { lr: RATE, decay: assign(network, { '**.weight': 0.1, '**.bias': 0 }) });
  const source = batches(images, BATCH, random);
  return (progress) => {
    const loss = setGradient(p, gradientView, a, data, source.next().value);
    // The rate falls along half a cosine to 0.
    optimiser.step(flat, gradient, (1 + Math.cos(Math.PI * progress)) / 2);
    return loss / BATCH;
  };
}

/** Trains a network on these images alone, and returns its accuracy. */
export function accuracyAlone(data: Dataset, images: readonly number[], steps: number): number {
  const random = randomFrom(1);
  const flat = network.zeros();
  const p = network.view(flat);
  setRandomWeights(p, random);
  const makeStep = localSteps(flat, data, images, random);
  for (let step = 0; step < steps; step++) makeStep(step / steps);
  return accuracyOf(p, data, testing);
}
