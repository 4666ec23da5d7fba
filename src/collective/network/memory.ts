// No twin in types: the compiler does not see memory.
import type { FloatArray } from '../../optim/float.ts';
import { type Call, contributedRange } from '../call.ts';
import { countOf, packRuns } from '../plan.ts';
import type { Reducer } from '../reduce.ts';
import type { WireFormat } from './wire.ts';

/** The memory that all calls of a member use, so that no call allocates arrays. */
export interface Memory {
  readonly reducer: Reducer;
  readonly wire: WireFormat;
  /** The number of bytes of a chunk. */
  readonly chunk: number;
  /** The packed vector. It holds the elements of this member if they must be packed or rounded, and then the result. */
  readonly vector: FloatArray;
  /** Returns an array of at least so many elements, for what other members send for the range of this member. */
  readonly roomFor: (length: number) => FloatArray;
}
/**
 * Returns the packed elements that a member contributes, rounded to the format on the wire. Returns the flat array
 * itself if it takes part as a whole and travels without rounding.
 */
export function packContribution({ vector, wire }: Memory, call: Call, rank: number, flat: FloatArray): FloatArray {
  const { name, plan } = call;
  const [start, end] = contributedRange(call, rank);
  const isWhole = name !== 'allGather' && plan.runs.length === 1 && countOf(plan) === flat.length;
  if (isWhole && wire.bytes === flat.BYTES_PER_ELEMENT) return flat;
  packRuns(plan, flat, vector.subarray(start), start, end);
  wire.round(vector, start, end);
  return vector;
}
