// The network on typed views, and the gradient of its loss by hand.
import type { Activations, Network } from './model.ts';

type Dense = Network['hidden' | 'output'];

/** y = weight · x + bias. The rows of the weight lie one after the other. */
function applyDense({ weight, bias }: Dense, x: Float32Array, y: Float32Array): void {
  const [outputs, inputs] = weight.shape;
  for (let i = 0; i < outputs; i++) {
    let sum = bias[i]!;
    for (let j = 0; j < inputs; j++) sum += weight[i * inputs + j]! * x[j]!;
    y[i] = sum;
  }
}

/** Adds to the gradient of a layer whose input was `x`. `slopes` are the slopes of the loss at its outputs. */
function addDenseGradient({ weight, bias }: Dense, x: Float32Array, slopes: Float32Array): void {
  const [outputs, inputs] = weight.shape;
  for (let i = 0; i < outputs; i++) {
    const slope = slopes[i]!;
    bias[i]! += slope;
    for (let j = 0; j < inputs; j++) weight[i * inputs + j]! += slope * x[j]!;
  }
}

/** Computes the probability of each digit for the image in `a.image`, and returns the most probable digit. */
export function classify(p: Network, a: Activations): number {
  applyDense(p.hidden, a.image, a.hidden);
  for (let i = 0; i < a.hidden.length; i++) a.hidden[i] = Math.tanh(a.hidden[i]!);
  applyDense(p.output, a.hidden, a.output);
  let best = 0;
  for (let k = 1; k < a.output.length; k++) if (a.output[k]! > a.output[best]!) best = k;
  const highest = a.output[best]!; // subtracted, or exp of a large score would be infinite
  let sum = 0;
  for (let k = 0; k < a.output.length; k++) sum += a.output[k] = Math.exp(a.output[k]! - highest);
  for (let k = 0; k < a.output.length; k++) a.output[k]! /= sum;
  return best;
}

/**
 * Adds the gradient of the loss for the image in `a.image`, which shows the digit `label`. Returns the loss: minus the
 * logarithm of the probability that the network gives to that digit. Afterwards `a` holds slopes.
 */
export function addGradient(p: Network, gradient: Network, a: Activations, label: number): number {
  classify(p, a);
  // A probability of 0, which rounding can make, has no logarithm.
  const loss = -Math.log(Math.max(a.output[label]!, 1e-30));
  // The slope of softmax and logarithm together: the probabilities, less 1 for the right digit.
  a.output[label]! -= 1;
  addDenseGradient(gradient.output, a.hidden, a.output);
  const [outputs, inputs] = p.output.weight.shape;
  for (let j = 0; j < inputs; j++) {
    let slope = 0;
    for (let i = 0; i < outputs; i++) slope += p.output.weight[i * inputs + j]! * a.output[i]!;
    a.hidden[j] = slope * (1 - a.hidden[j]! ** 2);
  }
  addDenseGradient(gradient.hidden, a.image, a.hidden);
  return loss;
}
