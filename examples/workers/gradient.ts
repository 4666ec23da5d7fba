// The loss of some of the samples, and its gradient by hand.
import type { Network } from './model.ts';

/** The curve that the network learns, at 64 points. */
export const samples: readonly (readonly [x: number, y: number])[] = Array.from({ length: 64 }, (_, i) => {
  const x = -2 + (4 * i) / 63;
  return [x, Math.sin(2 * x)];
});

/**
 * Adds the gradient of the mean squared error over the samples `from`, `from + step`, … to a gradient of zeros. Returns
 * their part of the error.
 */
export function addGradient(p: Network, gradient: Network, from: number, step: number): number {
  const { hidden, output } = p;
  let loss = 0;
  for (let n = from; n < samples.length; n += step) {
    const [x, y] = samples[n] as readonly [number, number];
    const active = Array.from(hidden.weight, (weight, j) => Math.tanh(weight * x + (hidden.bias[j] as number)));
    const found = active.reduce((sum, each, j) => sum + each * (output.weight[j] as number), output.bias);
    const error = (2 * (found - y)) / samples.length;
    loss += (found - y) ** 2 / samples.length;
    gradient.output.bias += error;
    active.forEach((each, j) => {
      const inner = error * (output.weight[j] as number) * (1 - each * each);
      gradient.output.weight[j] = (gradient.output.weight[j] as number) + error * each;
      gradient.hidden.weight[j] = (gradient.hidden.weight[j] as number) + inner * x;
      gradient.hidden.bias[j] = (gradient.hidden.bias[j] as number) + inner;
    });
  }
  return loss;
}
