// No twin in types: the compiler does not see numbers.
import type { Reduction } from '../../types/collective/collective.ts';
import { type LoopCopies, loopFor } from '../algebra/loop.ts';
import { kindOf } from '../array/kind.ts';
import type { FloatArray } from '../optim/float.ts';

/** How many elements are reduced at a time. Their doubles stay in the processor's nearest cache. */
const BLOCK = 2048;

/** Elements of one vector, from `at` on. */
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

/** Reduces vectors of one kind, in the order in which they are given, so that equal inputs give equal bits. */
export class Reducer {
  readonly #doubles = new Float64Array(BLOCK);

  /**
   * Writes the reduction of the elements from `start` up to `end` of some vectors to the same elements of `out`. The
   * arithmetic is in doubles and is rounded once. There is one weight for each vector.
   */
  reduce(
    op: Reduction,
    vectors: readonly FloatArray[],
    weights: readonly number[],
    out: FloatArray,
    start: number,
    end: number,
  ): void {
    const isMean = op === 'mean';
    const factors = isMean ? weights : weights.map(() => 1);
    const total = isMean ? weights.reduce((sum, weight) => sum + weight, 0) : 1;
    const isSum = isMean || op === 'sum';
    if (isSum && vectors.length <= SUMS.length) sum(vectors, factors, total, out, start, end);
    else
      for (let from = start; from < end; from += BLOCK)
        this.#reduceBlock(isSum ? 'sum' : op, vectors, factors, total, out, from, Math.min(end, from + BLOCK));
  }

  #reduceBlock(
    op: Reduction,
    vectors: readonly FloatArray[],
    factors: readonly number[],
    total: number,
    out: FloatArray,
    start: number,
    end: number,
  ): void {
    const kind = kindOf(out) as string;
    const loop =
      op === 'sum' ? loopFor(addCopies, kind, add)
      : op === 'min' ? loopFor(lowCopies, kind, lower)
      : loopFor(highCopies, kind, raise);
    // -0 changes no sum: with 0, the sum of zeros below zero would lose its sign.
    const doubles = this.#doubles.fill(
      op === 'sum' ? -0
      : op === 'min' ? Infinity
      : -Infinity,
    );
    vectors.forEach((vector, i) => loop(0, end - start, vector, start, doubles, factors[i] as number));
    for (let i = start; i < end; i++) out[i] = (doubles[i - start] as number) / total;
  }
}

function sum(
  vectors: readonly FloatArray[],
  factors: readonly number[],
  total: number,
  out: FloatArray,
  start: number,
  end: number,
): void {
  const index = vectors.length - 1;
  const loop = loopFor(
    sumCopies[index] as (typeof sumCopies)[0],
    kindOf(out) as string,
    SUMS[index] as typeof sumOfFour,
  );
  const of = (i: number): [FloatArray, number] => [vectors[i] ?? out, factors[i] ?? 0]; // the loop reads no others
  loop(start, end, out, total, ...of(0), ...of(1), ...of(2), ...of(3));
}

// One loop over several vectors takes half the time of one loop for each.
function sumOfOne(s: number, e: number, out: FloatArray, total: number, a: FloatArray, wa: number): void {
  for (let i = s; i < e; i++) out[i] = (wa * (a[i] as number)) / total;
}
function sumOfTwo(
  start: number,
  end: number,
  out: FloatArray,
  total: number,
  a: FloatArray,
  wa: number,
  b: FloatArray,
  wb: number,
): void {
  for (let i = start; i < end; i++) out[i] = (wa * (a[i] as number) + wb * (b[i] as number)) / total;
}
function sumOfThree(
  start: number,
  end: number,
  out: FloatArray,
  total: number,
  a: FloatArray,
  wa: number,
  b: FloatArray,
  wb: number,
  c: FloatArray,
  wc: number,
): void {
  for (let i = start; i < end; i++)
    out[i] = (wa * (a[i] as number) + wb * (b[i] as number) + wc * (c[i] as number)) / total;
}
function sumOfFour(
  start: number,
  end: number,
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
): void {
  for (let i = start; i < end; i++)
    out[i] = (wa * (a[i] as number) + wb * (b[i] as number) + wc * (c[i] as number) + wd * (d[i] as number)) / total;
}
const SUMS = [sumOfOne, sumOfTwo, sumOfThree, sumOfFour] as const;

function add(start: number, end: number, x: FloatArray, at: number, to: Float64Array, weight: number): void {
  for (let i = start; i < end; i++) to[i] = (to[i] as number) + weight * (x[at + i] as number);
}
function lower(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.min(to[i] as number, x[at + i] as number);
}
function raise(start: number, end: number, x: FloatArray, at: number, to: Float64Array): void {
  for (let i = start; i < end; i++) to[i] = Math.max(to[i] as number, x[at + i] as number);
}
