// The training: it writes to a flat array, wherever that lies, and knows nothing of pages and workers.
import { assign, fill, type FlatOf, part, scale } from 'paramlayout';
import { adamw } from 'paramlayout/optim';
import { type Dataset, learning, readImage, testing } from './dataset.ts';
import { addGradient, classify } from './gradient.ts';
import { type Activations, activations, EPOCHS, memory, type Network, network } from './model.ts';
import { randomFrom, shuffle } from './random.ts';

const BATCH = 16;
const RATE = 4e-3;

export interface Training {
  /** Goes once through all images, then writes the loss, the accuracy and the number of epochs. */
  runEpoch(): void;
}

/** Gives the parameters their first values and sets the number of epochs to 0. */
export function startTraining(flat: FlatOf<typeof memory, Float32Array>, data: Dataset, seed: number): Training {
  const view = memory.view(flat);
  const parameters = part(memory, flat, 'network');
  const random = randomFrom(seed);
  fill(view, 0);
  setRandomWeights(view.network, random);

  const gradient = network.zeros();
  const gradientView = network.view(gradient);
  const decay = assign(network, { '**.weight': 0.1, '**.bias': 0 });
  const optimiser = adamw(network, { lr: RATE, decay });
  const a = activations.view(activations.zeros());
  const order = [...learning];
  return {
    runEpoch() {
      shuffle(order, random);
      let loss = 0;
      for (let start = 0; start < order.length; start += BATCH) {
        const batch = order.slice(start, start + BATCH);
        loss += setGradient(view.network, gradientView, a, data, batch);
        // The rate falls along half a cosine, so the last epochs only polish.
        const done = (view.epoch + start / order.length) / EPOCHS;
        optimiser.step(parameters, gradient, (1 + Math.cos(Math.PI * Math.min(1, done))) / 2);
      }
      view.loss[view.epoch] = loss / order.length;
      view.accuracy[view.epoch] = accuracyOf(view.network, data, testing);
      view.epoch++;
    },
  };
}

/** Gives the weights their first values. */
export function setRandomWeights({ hidden, output }: Network, random: () => number): void {
  for (const { weight } of [hidden, output]) {
    const [outputs, inputs] = weight.shape;
    // The range of X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
    const range = Math.sqrt(6 / (inputs + outputs));
    for (let i = 0; i < weight.length; i++) weight[i] = range * (2 * random() - 1);
  }
}

/** Sets `gradient` to the mean over these images, and returns the sum of their losses. */
export function setGradient(
  p: Network,
  gradient: Network,
  a: Activations,
  data: Dataset,
  images: readonly number[],
): number {
  fill(gradient, 0);
  let loss = 0;
  for (const index of images) {
    readImage(data, index, a.image);
    loss += addGradient(p, gradient, a, data.labels[index]!);
  }
  scale(1 / images.length, gradient);
  return loss;
}

/** The share of these images whose digit the network finds. */
export function accuracyOf(p: Network, data: Dataset, indices: readonly number[]): number {
  const a = activations.view(activations.zeros());
  let right = 0;
  for (const index of indices) {
    readImage(data, index, a.image);
    if (classify(p, a) === data.labels[index]) right++;
  }
  return right / indices.length;
}
