// No twin in types: the compiler does not split arrays.
import { type Array, numpy as np } from '@jax-js/jax';

/**
 * How many arrays one kernel splits or joins. A WebGPU kernel may bind eight buffers. For each element a kernel looks
 * through all its arrays, so a tree of such kernels also does less work than one kernel for all arrays.
 */
const FAN_OUT = 7;

/** Cuts a list into at most `FAN_OUT` runs of about equal length. */
function cutRuns<T>(list: readonly T[]): T[][] {
  const length = Math.ceil(list.length / FAN_OUT);
  const runs: T[][] = [];
  for (let i = 0; i < list.length; i += length) runs.push(list.slice(i, i + length));
  return runs;
}

/** Splits a vector into vectors of these lengths. Consumes it. */
export function splitVector(vector: Array, lengths: readonly number[]): Array[] {
  if (lengths.length === 1) return [vector];
  const runs = cutRuns(lengths);
  const ends: number[] = [];
  for (const run of runs) ends.push(run.reduce((sum, length) => sum + length, ends.at(-1) ?? 0));
  return np.split(vector, ends.slice(0, -1)).flatMap((part, i) => splitVector(part, runs[i] as number[]));
}

/** Joins vectors, each of them `settled`, to one. Consumes them. */
export function joinVectors(vectors: readonly Array[]): Array {
  return vectors.length === 1 ? (vectors[0] as Array) : np.concatenate(joinRuns(vectors));
}

/**
 * Joins vectors, each of them `settled`, to a few in the same order. Consumes them. A few copies to JavaScript take
 * less time than one more kernel over all elements. But for each array that a traced function returns, jax-js lists all
 * its kernels: if there are many, then one array takes least time.
 */
export function joinSome(vectors: readonly Array[]): Array[] {
  return vectors.length > FAN_OUT ** 2 ? [joinVectors(vectors)] : joinRuns(vectors);
}

const joinRuns = (vectors: readonly Array[]): Array[] => cutRuns(vectors).map(joinVectors);

/**
 * Returns the same array by an operation that `jit` carries out before it pads or joins the result. Without it, `jit`
 * of jax-js 0.1.25 pads and joins constants wrongly: `jit(grad((x) => x.slice([1, 3]).sum()))` of four elements is
 * [1, 1, 1, 1] and not [0, 1, 1, 0]. The gradient of a slice is such a pad, that of a split such a join.
 */
export const settled = (array: Array): Array => np.where(true, array, 0);
