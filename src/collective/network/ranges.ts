// No twin in types: the compiler does not know the number of members.
import { type Call, contributedRange } from '../call.ts';
import { countOf, ownedRange, type PackedRange } from '../plan.ts';

/** Whether a call has an all-gather: each member needs the ranges of the others. */
export const gathers = ({ name }: Call): boolean => name !== 'reduceScatter';

/**
 * Returns the range of the packed vector that each of these ranks owns in an exchange. In an `allReduce` they own equal
 * parts of the whole vector, so the parts of lost members have owners too.
 */
export function ownedRanges(call: Call, ranks: readonly number[]): PackedRange[] {
  const { name, plan } = call;
  if (name === 'allReduce') {
    const count = countOf(plan);
    const share = Math.ceil(count / ranks.length);
    return ranks.map((_, i) => [Math.min(count, i * share), Math.min(count, (i + 1) * share)]);
  }
  return ranks.map((rank) => (name === 'broadcast' ? contributedRange(call, rank) : ownedRange(plan, rank)));
}
