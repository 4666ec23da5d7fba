// No twin in types: the compiler does not see numbers.
import type { FloatArray } from './float.ts';

/** Where elements lie that belong together, in memory order. */
export interface Ranges {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A sum of squares below this may have lost terms that underflow. */
const LEAST_SUM = 1e-280;

/**
 * Returns the Euclidean norm of the elements in ranges, computed in doubles. It does not overflow or underflow where
 * the norm itself does not. A NaN or an infinity among the elements makes it NaN.
 */
export function normOf(x: FloatArray, ranges: Ranges): number {
  // Each kind has a loop of its own: after it has seen both kinds, one loop would serve both more slowly.
  const sum =
    x.BYTES_PER_ELEMENT === 4 ? sumOfSquares32(x as Float32Array, ranges) : sumOfSquares64(x as Float64Array, ranges);
  if (sum >= LEAST_SUM && sum < Infinity) return Math.sqrt(sum);
  return scaledNormOf(x, ranges);
}

function sumOfSquares32(x: Float32Array, { starts, ends }: Ranges): number {
  let sum = 0;
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) sum += (x[i] as number) * (x[i] as number);
  }
  return sum;
}
function sumOfSquares64(x: Float64Array, { starts, ends }: Ranges): number {
  let sum = 0;
  for (let s = 0; s < starts.length; s++) {
    const end = ends[s] as number;
    for (let i = starts[s] as number; i < end; i++) sum += (x[i] as number) * (x[i] as number);
  }
  return sum;
}

/** The norm by squares of the elements divided by the largest of them. */
function scaledNormOf(x: FloatArray, { starts, ends }: Ranges): number {
  let largest = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++)
      largest = Math.max(largest, Math.abs(x[i] as number));
  if (largest === 0) return 0;
  if (!(largest < Infinity)) return Number.NaN;
  let sum = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) sum += ((x[i] as number) / largest) ** 2;
  return largest * Math.sqrt(sum);
}
