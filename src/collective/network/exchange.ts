// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import { indexOfNotFinite } from '../../optim/finite.ts';
import { type Call, reduces } from '../call.ts';
import type { PackedRange } from '../plan.ts';
import { Incoming } from './incoming.ts';
import { resultTooLarge } from './issues.ts';
import type { Memory } from './memory.ts';
import { type Asks, Outgoing, type ExchangeStage, type Stream } from './outgoing.ts';
import { ownedRanges, shares } from './ranges.ts';

/** How chunks leave. */
export type SendChunk = (
  rank: number | undefined,
  stage: ExchangeStage,
  index: number,
  asks: Asks,
  body: Uint8Array,
) => void;
export type SendAnswer = (rank: number, stage: ExchangeStage, count: number, asked: Asks) => void;

/** Reduce-scatter, then all-gather of one call among certain members, by ranges and chunks. */
export class Exchange {
  readonly outgoing = new Outgoing();
  readonly #memory: Memory;
  /** The packed elements of this member. */
  readonly #own: FloatArray;
  readonly #call: Call;
  readonly #rank: number;
  readonly #ranks: readonly number[];
  /** The other ranks, from the one after this member on: so not all send to the same first. */
  readonly #others: readonly number[];
  /** The number of elements of a chunk. */
  readonly #step: number;
  readonly #weightOf: (rank: number) => number;
  /** The range that each member owns: the elements of rank `#ranks[i]` are from `#bounds[i][0]` up to `#bounds[i][1]`. */
  readonly #bounds: readonly PackedRange[];
  readonly #given = new Map<number, Incoming>();
  readonly #results = new Map<number, Incoming>();
  /** How many members have given each chunk of the own range, and how many chunks are reduced without a gap. */
  readonly #arrivals: Uint16Array;
  #reduced = 0;
  #isBegun = false;
  readonly #answer: SendAnswer;

  constructor(
    memory: Memory,
    call: Call,
    given: FloatArray,
    group: { readonly rank: number; readonly ranks: readonly number[]; readonly weightOf: (rank: number) => number },
    send: SendChunk,
    answer: SendAnswer,
  ) {
    this.#memory = memory;
    this.#own = given;
    this.#call = call;
    this.#rank = group.rank;
    this.#ranks = group.ranks;
    const at = group.ranks.indexOf(group.rank);
    this.#others = [...group.ranks.slice(at + 1), ...group.ranks.slice(0, at)];
    this.#step = Math.floor(memory.chunk / memory.wire.bytes);
    this.#weightOf = group.weightOf;
    this.#answer = answer;
    this.#bounds = ownedRanges(call, group.ranks);
    this.#arrivals = new Uint16Array(this.#chunksOf(this.#ownRange()));
    this.#receive();
    this.#offer(send);
  }

  /**
   * Reduces and sends from now on. Chunks may come before: then what their senders call, and with what weight, is not
   * known yet.
   */
  begin(): void {
    this.#isBegun = true;
    this.#reduceReady();
    this.pump();
  }

  /** Whether this member has its result. */
  get isHeld(): boolean {
    return this.#isBegun && this.#isReduced && [...this.#results.values()].every(({ isComplete }) => isComplete);
  }
  /** The members from which chunks are missing. */
  missing(): number[] {
    return [...this.#given, ...this.#results].flatMap(([rank, { isComplete }]) => (isComplete ? [] : [rank]));
  }

  /** Sends what can be sent. */
  pump(): void {
    if (this.#isBegun) this.outgoing.pump();
  }
  /** Takes a chunk of another member. Chunks that are there already change nothing. Returns whether it is new. */
  take(stage: ExchangeStage, rank: number, index: number, asks: Asks, body: Uint8Array): boolean {
    const incoming = (stage === 0 ? this.#given : this.#results).get(rank);
    if (incoming === undefined) return false;
    const isNew = incoming.take(index, body);
    if (isNew && stage === 0) {
      this.#arrivals[index] = (this.#arrivals[index] as number) + 1;
      this.#reduceReady();
    }
    if (asks !== 0) this.#answer(rank, stage, incoming.count, asks);
    return isNew;
  }

  /** Reduces chunks of the own range that all have given, in order. */
  #reduceReady(): void {
    if (!this.#isBegun || !reduces(this.#call)) return;
    const { reducer, wire, vector } = this.#memory;
    const [low, high] = this.#ownRange();
    const own = vector.subarray(low, high);
    const given = this.#own.subarray(low, high);
    const before = this.#reduced;
    const { op } = this.#call;
    while (this.#reduced < this.#arrivals.length && this.#arrivals[this.#reduced] === this.#ranks.length - 1) {
      const start = this.#reduced * this.#step;
      const end = Math.min(high - low, start + this.#step);
      const vectors = this.#ranks.map((rank) => this.#given.get(rank)?.target ?? given);
      const weights = this.#ranks.map((rank) => this.#weightOf(rank));
      reducer.reduce(op, { vectors, weights }, own, start, end);
      wire.round(own, start, end);
      requireFiniteResult(this.#call, own, start, end);
      this.#reduced++;
    }
    if (this.#reduced > before) this.outgoing.setReady(1, this.#reduced);
  }
  get #isReduced(): boolean {
    return !reduces(this.#call) || this.#reduced === this.#arrivals.length;
  }

  /** Makes room for what others send. */
  #receive(): void {
    const { vector, places, wire } = this.#memory;
    const own = this.#ownRange();
    const length = own[1] - own[0];
    const room = reduces(this.#call) ? places(this.#others.length * length) : vector;
    this.#others.forEach((rank, i) => {
      const place = room.subarray(i * length, (i + 1) * length);
      if (reduces(this.#call)) this.#given.set(rank, new Incoming(place, [0, length], this.#step, wire));
      if (shares(this.#call)) this.#results.set(rank, new Incoming(vector, this.#rangeOf(rank), this.#step, wire));
    });
  }
  /** Lists what others need: first elements for the owner of their range, then the own range for all. */
  #offer(send: SendChunk): void {
    const own = this.#ownRange();
    if (reduces(this.#call))
      for (const rank of this.#others) {
        const range = this.#rangeOf(rank);
        this.outgoing.add(this.#stream(0, [rank], this.#own, range, send), this.#chunksOf(range));
      }
    if (!shares(this.#call) || this.#others.length === 0) return;
    // What it has to reduce is not ready.
    const [source, ready] = reduces(this.#call) ? [this.#memory.vector, 0] : [this.#own, this.#chunksOf(own)];
    this.outgoing.add(this.#stream(1, this.#others, source, own, send), ready);
  }
  #stream(
    stage: ExchangeStage,
    to: readonly number[],
    source: FloatArray,
    [start, end]: PackedRange,
    send: SendChunk,
  ): Stream {
    const { wire } = this.#memory;
    return {
      stage,
      to,
      chunks: this.#chunksOf([start, end]),
      chunkBytes: Math.min(this.#step, end - start) * wire.bytes,
      send: (rank, index, asks) => {
        const from = start + index * this.#step;
        send(rank, stage, index, asks, wire.encode(source, from, Math.min(end, from + this.#step)));
      },
    };
  }

  #chunksOf([start, end]: PackedRange): number {
    return Math.ceil((end - start) / this.#step);
  }
  #rangeOf(rank: number): PackedRange {
    return this.#bounds[this.#ranks.indexOf(rank)] as PackedRange;
  }
  #ownRange(): PackedRange {
    return this.#rangeOf(this.#rank);
  }
}

/** @throws RangeError if finite elements have a sum that the format cannot hold */
function requireFiniteResult({ name, op }: Call, vector: FloatArray, start: number, end: number): void {
  const at = indexOfNotFinite(vector, start, end);
  if (at >= 0) throw new RangeError(resultTooLarge(name, op, vector[at] as number));
}
