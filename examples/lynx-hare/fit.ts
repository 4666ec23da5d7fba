// The fit, the same for both models: Adam on the segments first, then on the whole trajectory.
import type { SubtreeRange } from 'paramlayout';
import { valueAndGrad } from 'paramlayout/jax';
import { adam } from './adam.ts';
import { multiple, single } from './losses.ts';
import {
  initialise,
  initialiseNetwork,
  lotkaVolterra,
  lotkaVolterraInSegments,
  universal,
  universalInSegments,
} from './model.ts';

/** Adam's step: of the equations' parameters and the states in parts of their first value, of the network's weights as it is. */
const RATE = 0.02;
const NETWORK_RATE = 0.05;
/** The price of the gaps between segments, from the first step to the last. */
const GAP_WEIGHTS = [30, 1000] as const;

/** The loss and its gradient at a flat array, traced once. */
interface Gradient<Rest extends readonly number[]> {
  (flat: Float32Array, ...rest: Rest): Promise<{ readonly value: number; readonly grad: Float32Array }>;
  dispose(): void;
}

interface Problem {
  /** Parameters and free starts: ONE array, and a step size for each of its elements. */
  readonly flat: Float32Array;
  readonly rates: Float32Array;
  /** Where in it the model lies. */
  readonly model: SubtreeRange;
  /** Of both, and of the model alone. */
  readonly segments: Gradient<[gapWeight: number]>;
  readonly whole: Gradient<[]>;
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
    segments: valueAndGrad(lotkaVolterraInSegments, multiple, { jit: true }),
    whole: valueAndGrad(lotkaVolterra, single, { jit: true }),
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
  return {
    flat,
    rates,
    model: universalInSegments.at('model'),
    segments: valueAndGrad(universalInSegments, multiple, { jit: true }),
    whole: valueAndGrad(universal, single, { jit: true }),
  };
}

/** Fits in place. @returns the model's part of the flat array: a window on the same memory */
export async function fit(
  { flat, rates, model: { offset, length }, segments, whole }: Problem,
  schedule: Schedule,
  onStep: (loss: number) => void,
): Promise<Float32Array> {
  const [low, high] = GAP_WEIGHTS;
  await adam(flat, rates, schedule.segments, (x, progress) => segments(x, low * (high / low) ** progress), onStep);
  segments.dispose();

  const model = flat.subarray(offset, offset + length);
  const slower = rates.subarray(offset, offset + length).map((rate) => rate / 10);
  await adam(model, slower, schedule.whole, (x) => whole(x), onStep);
  whole.dispose();
  return model;
}
