// No twin in types: the compiler does not see memory.
import type { FloatArray } from '../../optim/float.ts';
import { type Call, contributedRange } from '../call.ts';
import { countOf, packRuns } from '../plan.ts';
import type { Reducer } from '../reduce.ts';
import type { WireFormat } from './wire.ts';

/** The memory of a member, which all its calls use. */
export interface Memory {
  readonly reducer: Reducer;
  readonly wire: WireFormat;
  /** The number of bytes of a chunk. */
  readonly chunk: number;
  /** The packed vector: first the elements of this member, where they must be packed, then the result. */
  readonly vector: FloatArray;
  /** Room for the elements that others give for the range of this member, of at least so many elements. */
  readonly places: (length: number) => FloatArray;
}
/**
 * Returns the packed elements that a member gives, as the wire rounds them. A whole flat array that travels as it is
 * need not be copied for that.
 */
export function packCall({ vector, wire }: Memory, call: Call, rank: number, flat: FloatArray): FloatArray {
  const { name, plan } = call;
  const [start, end] = contributedRange(call, rank);
  const isWhole = name !== 'allGather' && plan.runs.length === 1 && countOf(plan) === flat.length;
  if (isWhole && wire.bytes === flat.BYTES_PER_ELEMENT) return flat;
  packRuns(plan, flat, vector.subarray(start), start, end);
  wire.round(vector, start, end);
  return vector;
}
