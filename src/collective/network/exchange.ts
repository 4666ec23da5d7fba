// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import { indexOfNotFinite } from '../../optim/finite.ts';
import { type Call, reduces } from '../call.ts';
import type { PackedRange } from '../plan.ts';
import { Incoming } from './incoming.ts';
import { resultTooLarge } from './issues.ts';
import type { Memory } from './memory.ts';
import {
  type AckRequest,
  ALL_GATHER,
  type ExchangeStage,
  NO_ACK,
  Outgoing,
  REDUCE_SCATTER,
  type Stream,
} from './outgoing.ts';
import { gathers, ownedRanges } from './ranges.ts';

/** Sends one chunk to a rank, or to all members if `rank` is `undefined`. */
export type SendChunk = (
  rank: number | undefined,
  stage: ExchangeStage,
  index: number,
  request: AckRequest,
  body: Uint8Array,
) => void;
/** Acknowledges the first `count` chunks of a sender. `request` is what its chunk requested. */
export type SendAcknowledgement = (rank: number, stage: ExchangeStage, count: number, request: AckRequest) => void;

/**
 * The exchange of elements in one call, among the members of one epoch. In the reduce-scatter each member sends each
 * other range, in chunks, to the member that owns the range, which reduces it. In the all-gather each owner sends its
 * reduced range to all. Some calls have only one of the two stages.
 */
export class Exchange {
  readonly outgoing = new Outgoing();
  readonly #memory: Memory;
  /** The packed elements that this member contributes. */
  readonly #contribution: FloatArray;
  readonly #call: Call;
  readonly #rank: number;
  readonly #ranks: readonly number[];
  /** The other ranks, beginning with the next higher one, so that not all members send to the same rank first. */
  readonly #others: readonly number[];
  /** The number of elements of a chunk. */
  readonly #step: number;
  readonly #weightOf: (rank: number) => number;
  /** The range that each member owns. The order is that of `#ranks`. */
  readonly #ranges: readonly PackedRange[];
  /** The elements that each other member sends for the range of this member. */
  readonly #contributions = new Map<number, Incoming>();
  /** The reduced ranges of the other members. */
  readonly #results = new Map<number, Incoming>();
  /** How many other members have sent each chunk of the own range. */
  readonly #arrivals: Uint16Array;
  /** How many chunks of the own range are reduced, from the first on. */
  #reduced = 0;
  #isBegun = false;
  readonly #acknowledge: SendAcknowledgement;

  constructor(
    memory: Memory,
    call: Call,
    contribution: FloatArray,
    group: { readonly rank: number; readonly ranks: readonly number[]; readonly weightOf: (rank: number) => number },
    send: SendChunk,
    acknowledge: SendAcknowledgement,
  ) {
    this.#memory = memory;
    this.#contribution = contribution;
    this.#call = call;
    this.#rank = group.rank;
    this.#ranks = group.ranks;
    const at = group.ranks.indexOf(group.rank);
    this.#others = [...group.ranks.slice(at + 1), ...group.ranks.slice(0, at)];
    this.#step = Math.floor(memory.chunk / memory.wire.bytes);
    this.#weightOf = group.weightOf;
    this.#acknowledge = acknowledge;
    this.#ranges = ownedRanges(call, group.ranks);
    this.#arrivals = new Uint16Array(this.#chunksOf(this.#ownRange()));
    this.#prepareIncoming();
    this.#prepareOutgoing(send);
  }

  /**
   * Starts to reduce and to send. Chunks that arrive earlier wait, because this member may not know the calls and
   * weights of all members yet.
   */
  begin(): void {
    this.#isBegun = true;
    this.#reduceReady();
    this.pump();
  }

  /** Whether this member has its result. */
  get hasResult(): boolean {
    return this.#isBegun && this.#isReduced && [...this.#results.values()].every(({ isComplete }) => isComplete);
  }
  /** Returns the ranks from which chunks are missing. */
  ranksOfMissingChunks(): number[] {
    return [...this.#contributions, ...this.#results].flatMap(([rank, { isComplete }]) => (isComplete ? [] : [rank]));
  }

  /** Sends the chunks that are ready, as far as the window allows. */
  pump(): void {
    if (this.#isBegun) this.outgoing.pump();
  }
  /** Takes a chunk of another member. Returns whether it is new: a duplicate changes nothing. */
  takeChunk(stage: ExchangeStage, rank: number, index: number, request: AckRequest, body: Uint8Array): boolean {
    const incoming = (stage === REDUCE_SCATTER ? this.#contributions : this.#results).get(rank);
    if (incoming === undefined) return false;
    const isNew = incoming.take(index, body);
    if (isNew && stage === REDUCE_SCATTER) {
      this.#arrivals[index] = (this.#arrivals[index] as number) + 1;
      this.#reduceReady();
    }
    if (request !== NO_ACK) this.#acknowledge(rank, stage, incoming.count, request);
    return isNew;
  }

  /** Reduces the next chunks of the own range, for which the chunks of all members have arrived. */
  #reduceReady(): void {
    if (!this.#isBegun || !reduces(this.#call)) return;
    const { reducer, wire, vector } = this.#memory;
    const [low, high] = this.#ownRange();
    const own = vector.subarray(low, high);
    const contribution = this.#contribution.subarray(low, high);
    const before = this.#reduced;
    const { op } = this.#call;
    while (this.#reduced < this.#arrivals.length && this.#arrivals[this.#reduced] === this.#ranks.length - 1) {
      const start = this.#reduced * this.#step;
      const end = Math.min(high - low, start + this.#step);
      const vectors = this.#ranks.map((rank) => this.#contributions.get(rank)?.target ?? contribution);
      const weights = this.#ranks.map((rank) => this.#weightOf(rank));
      reducer.reduce(op, { vectors, weights }, own, start, end);
      wire.round(own, start, end);
      requireFiniteResult(this.#call, own, start, end);
      this.#reduced++;
    }
    if (this.#reduced > before) this.outgoing.setReady(ALL_GATHER, this.#reduced);
  }
  get #isReduced(): boolean {
    return !reduces(this.#call) || this.#reduced === this.#arrivals.length;
  }

  /** Makes room for the chunks of the other members. */
  #prepareIncoming(): void {
    const { vector, roomFor, wire } = this.#memory;
    const own = this.#ownRange();
    const length = own[1] - own[0];
    const room = reduces(this.#call) ? roomFor(this.#others.length * length) : vector;
    this.#others.forEach((rank, i) => {
      const target = room.subarray(i * length, (i + 1) * length);
      if (reduces(this.#call)) this.#contributions.set(rank, new Incoming(target, [0, length], this.#step, wire));
      if (gathers(this.#call)) this.#results.set(rank, new Incoming(vector, this.#rangeOf(rank), this.#step, wire));
    });
  }
  /** Makes the streams: for each other member the elements of its range, and for all the result of the own range. */
  #prepareOutgoing(send: SendChunk): void {
    const own = this.#ownRange();
    if (reduces(this.#call))
      for (const rank of this.#others) {
        const range = this.#rangeOf(rank);
        this.outgoing.add(this.#stream(REDUCE_SCATTER, [rank], this.#contribution, range, send), this.#chunksOf(range));
      }
    if (!gathers(this.#call) || this.#others.length === 0) return;
    // A result is ready only when it has been reduced.
    const [source, ready] = reduces(this.#call) ? [this.#memory.vector, 0] : [this.#contribution, this.#chunksOf(own)];
    this.outgoing.add(this.#stream(ALL_GATHER, this.#others, source, own, send), ready);
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
      send: (rank, index, request) => {
        const from = start + index * this.#step;
        send(rank, stage, index, request, wire.encode(source, from, Math.min(end, from + this.#step)));
      },
    };
  }

  #chunksOf([start, end]: PackedRange): number {
    return Math.ceil((end - start) / this.#step);
  }
  #rangeOf(rank: number): PackedRange {
    return this.#ranges[this.#ranks.indexOf(rank)] as PackedRange;
  }
  #ownRange(): PackedRange {
    return this.#rangeOf(this.#rank);
  }
}

/** @throws RangeError if the reduction of finite elements is more than the format on the wire can hold */
function requireFiniteResult({ name, op }: Call, vector: FloatArray, start: number, end: number): void {
  const at = indexOfNotFinite(vector, start, end);
  if (at >= 0) throw new RangeError(resultTooLarge(name, op, vector[at] as number));
}
