// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import { indexOfNotFinite } from '../../optim/finite.ts';
import { type Call, reduces } from '../call.ts';
import type { Incoming } from './incoming.ts';
import { resultTooLarge } from './issues.ts';
import type { Memory } from './memory.ts';
import type { ExchangeRanges } from './ranges.ts';

/** The members of an exchange, as one of them sees them. */
export interface ExchangeGroup {
  readonly rank: number;
  readonly ranks: readonly number[];
  readonly weightOf: (rank: number) => number;
}

/**
 * Reduces the range that a member owns, chunk by chunk: each as soon as all members have sent it. The ranks are reduced
 * in ascending order, so repeated runs give equal bits.
 */
export class RangeReduction {
  /** The elements that each other member sends for this range. */
  readonly contributions = new Map<number, Incoming>();
  readonly #call: Call;
  readonly #memory: Memory;
  readonly #group: ExchangeGroup;
  readonly #ranges: ExchangeRanges;
  /** The elements of this member in its own range. */
  readonly #own: FloatArray;
  /** How many other members have sent each chunk. */
  readonly #arrivals: Uint16Array;
  /** How many chunks are reduced, from the first on. */
  #reduced = 0;

  constructor(call: Call, memory: Memory, contribution: FloatArray, group: ExchangeGroup, ranges: ExchangeRanges) {
    this.#call = call;
    this.#memory = memory;
    this.#group = group;
    this.#ranges = ranges;
    this.#own = contribution.subarray(...ranges.own);
    this.#arrivals = new Uint16Array(reduces(call) ? ranges.chunksOf(ranges.own) : 0);
  }
  get isComplete(): boolean {
    return this.#reduced === this.#arrivals.length;
  }
  /** Notes that another member has sent a chunk. */
  noteArrival(index: number): void {
    this.#arrivals[index] = (this.#arrivals[index] as number) + 1;
  }
  /**
   * Reduces the next chunks that all members have sent. Returns how many chunks are reduced now.
   *
   * @throws RangeError if the format on the wire cannot hold a result
   */
  reduceArrived(): number {
    const { reducer, wire, vector } = this.#memory;
    const { ranks, weightOf } = this.#group;
    const { own: range, chunk } = this.#ranges;
    const out = vector.subarray(...range);
    while (this.#reduced < this.#arrivals.length && this.#arrivals[this.#reduced] === ranks.length - 1) {
      const start = this.#reduced * chunk;
      const end = Math.min(out.length, start + chunk);
      const vectors = ranks.map((rank) => this.contributions.get(rank)?.target ?? this.#own);
      reducer.reduce(this.#call.op, { vectors, weights: ranks.map(weightOf) }, out, start, end);
      wire.round(out, start, end);
      requireFiniteResult(this.#call, out, start, end);
      this.#reduced++;
    }
    return this.#reduced;
  }
}

/** @throws RangeError if the reduction of finite elements is more than the format on the wire can hold */
function requireFiniteResult({ name, op }: Call, vector: FloatArray, start: number, end: number): void {
  const at = indexOfNotFinite(vector, start, end);
  if (at >= 0) throw new RangeError(resultTooLarge(name, op, vector[at] as number));
}
