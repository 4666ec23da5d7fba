// No twin in types: the compiler does not know the number of members.
import type { Call } from '../call.ts';

/** Elements of the packed vector, from the first up to the second index. */
export type Range = readonly [start: number, end: number];

export const reduces = ({ name }: Call): boolean => name === 'allReduce' || name === 'reduceScatter';
/** Whether each member needs the ranges of the others. */
export const shares = ({ name }: Call): boolean => name !== 'reduceScatter';

/** Which elements of the packed vector each member owns. All that take part reduce, also where some are lost. */
export function rangesOf({ name, plan, from }: Call, ranks: readonly number[]): Range[] {
  const count = plan.bounds.at(-1) ?? 0;
  if (name === 'allReduce') {
    const share = Math.ceil(count / ranks.length);
    return ranks.map((_, i) => [Math.min(count, i * share), Math.min(count, (i + 1) * share)]);
  }
  if (name === 'broadcast') return ranks.map((rank) => (rank === from ? [0, count] : [0, 0]));
  return ranks.map((rank) => [plan.bounds[rank] ?? 0, plan.bounds[rank + 1] ?? 0]);
}
