// No twin in types: it only computes numbers.
import type { AnyArray } from '../../types/array/kind.ts';
import { kindOf } from '../array/kind.ts';

/** Sums up the elements of several parts of a flat array and returns their norm. */
export interface NormSum {
  add(flat: AnyArray, start: number, end: number): void;
  norm(): number;
}

/** Returns an empty sum for the p-norm of elements of a flat array. */
export function normSum(p: number, flat: AnyArray): NormSum {
  if (p === Infinity) return new MaxNorm();
  if (p === 1) return new SumNorm();
  if (p === 2) return kindOf(flat) === 'Float64Array' ? new ScaledEuclideanNorm() : new EuclideanNorm();
  return new PowerNorm(p);
}

class MaxNorm implements NormSum {
  #max = 0;
  add(flat: AnyArray, start: number, end: number): void {
    let max = this.#max;
    for (let i = start; i < end; i++) max = Math.max(max, Math.abs(flat[i] as number)); // NaN stays
    this.#max = max;
  }
  norm(): number {
    return this.#max;
  }
}

class SumNorm implements NormSum {
  #sum = 0;
  add(flat: AnyArray, start: number, end: number): void {
    let sum = this.#sum;
    for (let i = start; i < end; i++) sum += Math.abs(flat[i] as number);
    this.#sum = sum;
  }
  norm(): number {
    return this.#sum;
  }
}

/** For kinds whose elements, squared in doubles, neither overflow nor underflow: all but Float64Array. */
class EuclideanNorm implements NormSum {
  #squares = 0;
  add(flat: AnyArray, start: number, end: number): void {
    let sum = this.#squares;
    for (let i = start; i < end; i++) sum += (flat[i] as number) * (flat[i] as number);
    this.#squares = sum;
  }
  norm(): number {
    return Math.sqrt(this.#squares);
  }
}

// Blue's constants for doubles, as in LAPACK's la_constants.f90: below TINY and above HUGE a square loses accuracy, and
// these factors bring it back into the middle range.
const TINY = 2 ** -511;
const HUGE = 2 ** 486;
const SCALE_TINY = 2 ** 537;
const SCALE_HUGE = 2 ** -538;

/**
 * Blue's algorithm with three sums, for tiny, middle and huge elements: dnrm2.f90 of LAPACK 3.10 and later. J. L. Blue,
 * "A portable Fortran program to find the Euclidean norm of a vector", ACM TOMS 4 (1978); E. Anderson, "Algorithm 978:
 * Safe scaling in the level 1 BLAS", ACM TOMS 44 (2017).
 */
class ScaledEuclideanNorm implements NormSum {
  #tiny = 0;
  #middle = 0;
  #huge = 0;
  add(flat: AnyArray, start: number, end: number): void {
    let [tiny, middle, huge] = [this.#tiny, this.#middle, this.#huge];
    for (let i = start; i < end; i++) {
      const x = Math.abs(flat[i] as number);
      if (x > HUGE) huge += (x * SCALE_HUGE) ** 2;
      else if (x < TINY) tiny += (x * SCALE_TINY) ** 2;
      else middle += x * x; // NaN comes here
    }
    [this.#tiny, this.#middle, this.#huge] = [tiny, middle, huge];
  }
  norm(): number {
    const [tiny, middle, huge] = [this.#tiny, this.#middle, this.#huge];
    if (Number.isNaN(middle)) return NaN;
    if (huge > 0) return Math.sqrt(huge + middle * SCALE_HUGE * SCALE_HUGE) / SCALE_HUGE;
    if (tiny === 0) return Math.sqrt(middle);
    const [a, b] = [Math.sqrt(middle), Math.sqrt(tiny) / SCALE_TINY];
    const [low, high] = a < b ? [a, b] : [b, a];
    return high * Math.sqrt(1 + (low / high) ** 2);
  }
}

/** The p-norm for any other p: a sum of powers, relative to the largest element so far. */
class PowerNorm implements NormSum {
  readonly #p: number;
  #scale = 0;
  #sum = 0;
  constructor(p: number) {
    this.#p = p;
  }
  add(flat: AnyArray, start: number, end: number): void {
    let [scale, sum] = [this.#scale, this.#sum];
    for (let i = start; i < end; i++) {
      const x = Math.abs(flat[i] as number);
      if (x === 0) continue;
      if (x > scale) {
        sum = 1 + sum * (scale / x) ** this.#p;
        scale = x;
      } else sum += x === scale ? 1 : (x / scale) ** this.#p;
    }
    [this.#scale, this.#sum] = [scale, sum];
  }
  norm(): number {
    return this.#scale * this.#sum ** (1 / this.#p);
  }
}
