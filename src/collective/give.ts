// No twin in types: the compiler does not see numbers.
import type { FloatArray } from '../optim/float.ts';
import { indexOfNotFinite } from '../optim/finite.ts';
import type { Kernels } from './kernels.ts';
import type { Plan } from './plan.ts';

/** How many elements are copied before they are checked: so few that they are still in the core's own cache. */
const BLOCK = 2 ** 16;

/**
 * Copies the elements `from` up to `to` of the packed vector from a flat array to the beginning of a place. Stops at a
 * NaN or an infinity, and returns the index of the first in the flat array; -1 if there is none.
 */
export function giveRuns(
  { runs }: Plan,
  flat: FloatArray,
  place: FloatArray,
  [from, to]: readonly [from: number, to: number],
  kernels: Kernels | undefined,
): number {
  for (const { start, end, at } of runs) {
    const high = Math.min(at + end - start, to);
    for (let low = Math.max(at, from); low < high; low += BLOCK) {
      const [first, next] = [low - from, Math.min(low + BLOCK, high) - from];
      const shift = start - at + from; // from the place to the flat array
      place.set((flat as Float32Array).subarray(first + shift, next + shift), first); // or of the other kind
      const bad = indexOfNotFinite(place, kernels?.checkFinite(place, first, next) ?? first, next);
      if (bad >= 0) return bad + shift;
    }
  }
  return -1;
}
