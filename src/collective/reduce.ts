// No twin in types: the compiler does not see numbers.
import type { Reduction } from '../../types/collective/collective.ts';
import { type Loop, type LoopCopies, loopFor } from '../algebra/loop.ts';
import { kindOf } from '../array/kind.ts';
import type { FloatArray } from '../optim/float.ts';
import { NO_WEIGHT } from './issues.ts';

/** How many elements are reduced at a time: so few that their doubles stay in the core's first cache. */
const BLOCK = 2048;

/** The elements of one vector, from `at` on, which are added to `to`. */
type OneArguments = [x: FloatArray, at: number, to: Float64Array, weight: number];
/** The elements of up to four vectors and their weights; the sum is divided by `total`. */
type SumArguments = [
  out: FloatArray,
  total: number,
  a: FloatArray,
  wa: number,
  b: FloatArray,
  wb: number,
  c: FloatArray,
  wc: number,
  d: FloatArray,
  wd: number,
];
const sumCopies: LoopCopies<SumArguments, void>[] = [new Map(), new Map(), new Map(), new Map()];
const addCopies: LoopCopies<OneArguments, void> = new Map();
const lowCopies: LoopCopies<OneArguments, void> = new Map();
const highCopies: LoopCopies<OneArguments, void> = new Map();

/** Some vectors, and a weight for each. */
export interface Weighted {
  readonly vectors: readonly FloatArray[];
  readonly weights: readonly number[];
}

/** Returns the sum of the weights of a mean. @throws RangeError if all weights are 0 */
export function totalOf(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) throw new RangeError(NO_WEIGHT);
  return total;
}

/** Reduces vectors of one kind in a fixed order: that of the list. So equal inputs give equal bits. */
export class Reducer {
  readonly #doubles = new Float64Array(BLOCK);

  /**
   * Reduces the elements `start` up to `end` of all vectors, and writes the results to the same indices of `out`.
   * Computes in doubles and rounds each result once. Only a mean uses the weights.
   */
  reduce(op: Reduction, { vectors, weights }: Weighted, out: FloatArray, start: number, end: number): void {
    const isMean = op === 'mean';
    const factors = isMean ? weights : weights.map(() => 1);
    const total = isMean ? totalOf(weights) : 1;
    if ((isMean || op === 'sum') && vectors.length <= SUMS.length)
      sum({ vectors, weights: factors }, total, out, start, end);
    else
      for (let from = start; from < end; from += BLOCK) {
        const to = Math.min(end, from + BLOCK);
        this.#gather(op, { vectors, weights: factors }, from, to);
        for (let i = from; i < to; i++) out[i] = (this.#doubles[i - from] as number) / total;
      }
  }

  /** Reduces a block into the doubles. */
  #gather(op: Reduction, { vectors, weights }: Weighted, start: number, end: number): void {
    const kind = kindOf(vectors[0]) as string;
    const loop =
      op === 'min' ? loopFor(lowCopies, kind, takeLower)
      : op === 'max' ? loopFor(highCopies, kind, takeHigher)
      : loopFor(addCopies, kind, add);
    // The sum of negative zeros is -0. A start of 0 would make it 0.
    this.#doubles.fill(
      op === 'min' ? Infinity
      : op === 'max' ? -Infinity
      : -0,
    );
    vectors.forEach((vector, i) => loop(0, end - start, vector, start, this.#doubles, weights[i] as number));
  }
}

function sum({ vectors, weights }: Weighted, total: number, out: FloatArray, start: number, end: number): void {
  const index = vectors.length - 1;
  const loop = loopFor(
    sumCopies[index] as (typeof sumCopies)[0],
    kindOf(out) as string,
    SUMS[index] as typeof sumOfFour,
  );
  const of = (i: number): [FloatArray, number] => [vectors[i] ?? out, weights[i] ?? 0]; // the loop reads no others
  loop(start, end, out, total, ...of(0), ...of(1), ...of(2), ...of(3));
}

// One loop over several vectors takes half the time of one loop for each.
const sumOfOne: Loop<SumArguments, void> = (start, end, out, total, a, wa) => {
  for (let i = start; i < end; i++) out[i] = (wa * (a[i] as number)) / total;
};
const sumOfTwo: Loop<SumArguments, void> = (start, end, out, total, a, wa, b, wb) => {
  for (let i = start; i < end; i++) out[i] = (wa * (a[i] as number) + wb * (b[i] as number)) / total;
};
const sumOfThree: Loop<SumArguments, void> = (start, end, out, total, a, wa, b, wb, c, wc) => {
  for (let i = start; i < end; i++)
    out[i] = (wa * (a[i] as number) + wb * (b[i] as number) + wc * (c[i] as number)) / total;
};
const sumOfFour: Loop<SumArguments, void> = (start, end, out, total, a, wa, b, wb, c, wc, d, wd) => {
  for (let i = start; i < end; i++)
    out[i] = (wa * (a[i] as number) + wb * (b[i] as number) + wc * (c[i] as number) + wd * (d[i] as number)) / total;
};
const SUMS = [sumOfOne, sumOfTwo, sumOfThree, sumOfFour];

function add(start: number, end: number, x: FloatArray, at: number, to: Float64Array, weight: number): void {
  for (let i = start; i < end; i++) to[i] = (to[i] as number) + weight * (x[at + i] as number);
}
function takeLower(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.min(to[i] as number, x[at + i] as number);
}
function takeHigher(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.max(to[i] as number, x[at + i] as number);
}
