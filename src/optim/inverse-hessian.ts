// No twin in types: the compiler does not see numbers.
import { axpy, scale } from '../algebra/axpy.ts';
import { dot } from '../algebra/dot.ts';

/** One step of the search, and how the gradient changed along it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change) */
  rho: number;
  /** Scratch of the two loops. */
  alpha: number;
}

/**
 * The inverse Hessian as L-BFGS approximates it: from the last steps of the search. Source: J. Nocedal and S. Wright,
 * Numerical Optimization (2nd edition, 2006), algorithm 7.4.
 */
export class InverseHessian {
  readonly #history: number;
  /** The oldest pair first. */
  #pairs: Pair[] = [];
  #scale = 1;

  constructor(history: number) {
    this.#history = history;
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }
  clear(): void {
    this.#pairs = [];
    this.#scale = 1;
  }

  /** Remembers a step from `x` to `nextX`. A pair without positive curvature would spoil the approximation. */
  add(x: Float64Array, nextX: Float64Array, gradient: Float64Array, nextGradient: Float64Array): void {
    const full = this.#pairs.length === this.#history;
    const pair = (full ? this.#pairs.shift() : undefined) ?? {
      step: new Float64Array(x.length),
      change: new Float64Array(x.length),
      rho: 0,
      alpha: 0,
    };
    const { step, change } = pair;
    for (let i = 0; i < x.length; i++) {
      step[i] = (nextX[i] as number) - (x[i] as number);
      change[i] = (nextGradient[i] as number) - (gradient[i] as number);
    }
    const curvature = dot(step, change);
    const squares = dot(change, change);
    if (!(curvature > Number.EPSILON * squares) || squares === Infinity) return;
    pair.rho = 1 / curvature;
    this.#scale = curvature / squares; // equation 7.20
    this.#pairs.push(pair);
  }

  /** Writes the direction of search: minus the inverse Hessian times the gradient. */
  direct(gradient: Float64Array, direction: Float64Array): void {
    for (let i = 0; i < gradient.length; i++) direction[i] = -(gradient[i] as number);
    for (let k = this.#pairs.length - 1; k >= 0; k--) {
      const pair = this.#pairs[k] as Pair;
      pair.alpha = pair.rho * dot(pair.step, direction);
      axpy(-pair.alpha, pair.change, direction);
    }
    scale(this.#scale, direction);
    for (const pair of this.#pairs) axpy(pair.alpha - pair.rho * dot(pair.change, direction), pair.step, direction);
  }
}
