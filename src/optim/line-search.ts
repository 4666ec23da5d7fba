// No twin in types: the compiler does not see numbers.
import { dot } from '../algebra/dot.ts';

/**
 * A function at a point. To evaluate it, a computation writes to `point` and yields. The caller of the generator then
 * sets `value` and `gradient`; if one of them is not finite, it sets `value` to Infinity. So one search serves
 * functions that return a number and functions that return a promise.
 */
export interface Evaluation {
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}
/** A computation that yields where it needs an evaluation. */
export type Search<T> = Generator<undefined, T, undefined>;

/** The bounds of the Wolfe conditions: how much the value must fall, and how much the slope must flatten. */
export interface Wolfe {
  readonly c1: number;
  readonly c2: number;
}
/** Where a line search starts. */
export interface Line {
  readonly origin: Float64Array;
  readonly direction: Float64Array;
  readonly value: number;
  /** The derivative along the direction at the origin, below 0. */
  readonly slope: number;
  readonly firstStep: number;
}
interface Probe {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** How often a line search evaluates the function before it takes the best point so far. */
const MAX_EVALUATIONS = 40;

/**
 * Searches along a line for a point that meets the strong Wolfe conditions. Returns whether it found such a point, or
 * at least a lower one. Then the evaluation is at this point. Source: J. Nocedal and S. Wright, Numerical Optimization
 * (2nd edition, 2006), algorithms 3.5 and 3.6.
 */
export function* searchLine(at: Evaluation, line: Line, { c1, c2 }: Wolfe): Search<boolean> {
  const { origin, direction } = line;
  let left = MAX_EVALUATIONS;
  function* probe(step: number): Search<Probe> {
    left--;
    for (let i = 0; i < origin.length; i++) at.point[i] = (origin[i] as number) + step * (direction[i] as number);
    yield;
    return { step, value: at.value, slope: dot(at.gradient, direction) };
  }
  const fallsEnough = ({ step, value }: Probe): boolean => value <= line.value + c1 * step * line.slope;
  const isFlatEnough = ({ slope }: Probe): boolean => Math.abs(slope) <= -c2 * line.slope;

  /** Narrows an interval that has points of the kind sought. `low` is the end with the lower value. */
  function* zoom(low: Probe, high: Probe): Search<boolean> {
    while (left > 0 && low.step !== high.step) {
      const found = yield* probe(stepBetween(low, high));
      if (!fallsEnough(found) || found.value >= low.value) high = found;
      else {
        if (isFlatEnough(found)) return true;
        if (found.slope * (high.step - low.step) >= 0) high = low;
        low = found;
      }
    }
    if (low.step === 0) return false;
    return (yield* probe(low.step)).value < line.value;
  }

  let before: Probe = { step: 0, value: line.value, slope: line.slope };
  let step = line.firstStep;
  while (left > 0) {
    const found = yield* probe(step);
    if (!fallsEnough(found) || (before.step > 0 && found.value >= before.value)) return yield* zoom(before, found);
    if (isFlatEnough(found)) return true;
    if (found.slope >= 0) return yield* zoom(found, before);
    const further = cubicMinimum(before, found);
    step = further > 2 * found.step ? Math.min(further, 10 * found.step) : 2 * found.step;
    before = found;
  }
  return at.value < line.value;
}

/** Returns a step inside an interval: the minimum of the cubic through both ends, kept away from them. */
function stepBetween(low: Probe, high: Probe): number {
  const width = high.step - low.step;
  // Where the value is not finite, the cubic says nothing.
  if (high.value === Infinity) return low.step + width / 10;
  const position = (cubicMinimum(low, high) - low.step) / width;
  return low.step + width * (position >= 0.1 && position <= 0.9 ? position : 0.5);
}

/** The minimum of the cubic that has the values and slopes of two points (equation 3.59); NaN if there is none. */
function cubicMinimum(a: Probe, b: Probe): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
}
