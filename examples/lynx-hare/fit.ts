// The fit, the same for both models: Adam on the segments first, then on the whole trajectory.
import { type Array, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { SubtreeRange } from 'paramlayout';
import { adam } from './adam.ts';
import { losses } from './losses.ts';
import { initialise, initialiseNetwork, lotkaVolterraInSegments, universalInSegments } from './model.ts';

/** Adam's step: of the equations' parameters and the states in parts of their first value, of the network's weights as it is. */
const RATE = 0.02;
const NETWORK_RATE = 0.05;
/** The price of the gaps between segments, from the first step to the last. */
const GAP_WEIGHTS = [30, 1000] as const;

interface Problem {
  /** Parameters and free starts: ONE array, and a step size for each of its elements. */
  readonly flat: Float32Array;
  readonly rates: Float32Array;
  /** Where in it the model lies. */
  readonly model: SubtreeRange;
  readonly segments: (flat: Array, gapWeight: Array) => Array;
  readonly whole: (flat: Array) => Array;
}

export interface Schedule {
  readonly segments: number;
  readonly whole: number;
}

export const schedules = {
  full: { segments: 2000, whole: 100 },
  quick: { segments: 20, whole: 2 },
} as const satisfies Record<string, Schedule>;

/** Plain Lotka-Volterra. */
export function lotkaVolterraProblem(): Problem {
  const flat = lotkaVolterraInSegments.zeros();
  const { model, starts } = lotkaVolterraInSegments.view(flat);
  initialise(model, starts);
  return {
    flat,
    rates: flat.map((value) => RATE * value),
    model: lotkaVolterraInSegments.at('model'),
    ...losses.lotkaVolterra,
  };
}

/** Lotka-Volterra and the network. */
export function universalProblem(seed: number): Problem {
  const flat = universalInSegments.zeros();
  const { model, starts } = universalInSegments.view(flat);
  initialise(model, starts);
  initialiseNetwork(model.network, seed);
  const rates = flat.map((value) => RATE * value);
  const { offset, length } = universalInSegments.at('model.network');
  rates.fill(NETWORK_RATE, offset, offset + length);
  return { flat, rates, model: universalInSegments.at('model'), ...losses.universal };
}

/** Fits in place. @returns the model's part of the flat array: a window on the same memory */
export function fit(problem: Problem, schedule: Schedule, onStep: (loss: number) => void): Float32Array {
  const [low, high] = GAP_WEIGHTS;
  const segments = jit(valueAndGrad(problem.segments));
  adam(
    problem.flat,
    problem.rates,
    schedule.segments,
    (x, progress) => onHost(segments(np.array(x), low * (high / low) ** progress)),
    onStep,
  );
  segments.dispose();

  const { offset, length } = problem.model;
  const model = problem.flat.subarray(offset, offset + length);
  const rates = problem.rates.subarray(offset, offset + length).map((rate) => rate / 10);
  const whole = jit(valueAndGrad(problem.whole));
  adam(model, rates, schedule.whole, (x) => onHost(whole(np.array(x))), onStep);
  whole.dispose();
  return model;
}

/** A loss and its gradient, out of jax-js. Consumes both. */
function onHost([loss, gradient]: readonly [Array, Array]): readonly [number, ArrayLike<number>] {
  return [loss.js() as number, gradient.dataSync()];
}
