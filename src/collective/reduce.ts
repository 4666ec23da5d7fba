// No twin in types: the compiler does not see numbers.
import type { Reduction } from '../../types/collective/collective.ts';
import { type LoopCopies, loopFor } from '../algebra/loop.ts';
import { kindOf } from '../array/kind.ts';
import type { FloatArray } from '../optim/float.ts';

/** How many elements are reduced at a time. Their sums in doubles stay in the processor's nearest cache. */
const BLOCK = 2048;

const addCopies: LoopCopies<[x: FloatArray, at: number, to: Float64Array, weight: number], void> = new Map();
const lowCopies: LoopCopies<[x: FloatArray, at: number, to: Float64Array, weight: number], void> = new Map();
const highCopies: LoopCopies<[x: FloatArray, at: number, to: Float64Array, weight: number], void> = new Map();

/** Reduces vectors of one kind, always in the order in which they are given, so that equal inputs give equal bits. */
export class Reducer {
  readonly #sums = new Float64Array(BLOCK);

  /**
   * Writes the reduction of the elements from `start` up to `end` of some vectors to the same elements of `out`. The
   * arithmetic is in doubles and is rounded once. `weights` has one weight for each vector.
   */
  reduce(
    op: Reduction,
    vectors: readonly FloatArray[],
    weights: readonly number[],
    out: FloatArray,
    start: number,
    end: number,
  ): void {
    const kind = kindOf(out) as string;
    const isSum = op === 'sum' || op === 'mean';
    const loop =
      isSum ? loopFor(addCopies, kind, add)
      : op === 'min' ? loopFor(lowCopies, kind, lower)
      : loopFor(highCopies, kind, raise);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const sums = this.#sums;
    for (let from = start; from < end; from += BLOCK) {
      const count = Math.min(BLOCK, end - from);
      // -0: the sum of zeros below zero stays below zero, as if nothing had been added.
      sums.fill(isSum ? -0 : op === 'min' ? Infinity : -Infinity, 0, count);
      vectors.forEach((vector, i) => loop(0, count, vector, from, sums, op === 'mean' ? (weights[i] as number) : 1));
      if (op === 'mean') for (let i = 0; i < count; i++) out[from + i] = (sums[i] as number) / total;
      else out.set(count === BLOCK ? sums : sums.subarray(0, count), from);
    }
  }
}

function add(start: number, end: number, x: FloatArray, at: number, to: Float64Array, weight: number): void {
  for (let i = start; i < end; i++) to[i] = (to[i] as number) + weight * (x[at + i] as number);
}
function lower(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.min(to[i] as number, x[at + i] as number);
}
function raise(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.max(to[i] as number, x[at + i] as number);
}
