// No twin in types: the compiler does not know the number of members.
import { type Call, contributedRange } from '../call.ts';
import { countOf, ownedRange, type PackedRange } from '../plan.ts';

/** Whether each member needs the ranges of the others. */
export const shares = ({ name }: Call): boolean => name !== 'reduceScatter';

/** Which elements of the packed vector each member owns. All that take part reduce, also where some are lost. */
export function ownedRanges(call: Call, ranks: readonly number[]): PackedRange[] {
  const { name, plan } = call;
  if (name === 'allReduce') {
    const count = countOf(plan);
    const share = Math.ceil(count / ranks.length);
    return ranks.map((_, i) => [Math.min(count, i * share), Math.min(count, (i + 1) * share)]);
  }
  return ranks.map((rank) => (name === 'broadcast' ? contributedRange(call, rank) : ownedRange(plan, rank)));
}
