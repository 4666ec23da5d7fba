// No twin in types: the compiler does not know the number of members.
import { type Call, contributedRange } from '../call.ts';
import { countOf, ownedRange, type PackedRange } from '../plan.ts';

/** Whether a call has an all-gather: each member needs the ranges of the others. */
export const gathers = ({ name }: Call): boolean => name !== 'reduceScatter';

/** The ranges of an exchange, as one of its members sees them. */
export class ExchangeRanges {
  readonly own: PackedRange;
  /** The other ranks, beginning with the next higher one, so that not all members send to the same rank first. */
  readonly others: readonly number[];
  readonly #ranges: ReadonlyMap<number, PackedRange>;
  /** The number of elements of a chunk. */
  readonly chunk: number;

  constructor(call: Call, ranks: readonly number[], rank: number, chunk: number) {
    const ranges = ownedRanges(call, ranks);
    this.#ranges = new Map(ranks.map((each, i) => [each, ranges[i] as PackedRange]));
    this.chunk = chunk;
    const at = ranks.indexOf(rank);
    this.own = this.of(rank);
    this.others = [...ranks.slice(at + 1), ...ranks.slice(0, at)];
  }
  /** Returns the range that a rank owns. */
  of(rank: number): PackedRange {
    return this.#ranges.get(rank) ?? [0, 0];
  }
  /** Returns the number of chunks of a range. */
  chunksOf([start, end]: PackedRange): number {
    return Math.ceil((end - start) / this.chunk);
  }
}

/**
 * Returns the range of the packed vector that each of these ranks owns in an exchange. In an `allReduce` they own equal
 * parts of the whole vector, so the parts of lost members have owners too.
 */
function ownedRanges(call: Call, ranks: readonly number[]): PackedRange[] {
  const { name, plan } = call;
  if (name === 'allReduce') {
    const count = countOf(plan);
    const share = Math.ceil(count / ranks.length);
    return ranks.map((_, i) => [Math.min(count, i * share), Math.min(count, (i + 1) * share)]);
  }
  return ranks.map((rank) => (name === 'broadcast' ? contributedRange(call, rank) : ownedRange(plan, rank)));
}
