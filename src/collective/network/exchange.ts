// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import { type Call, reduces } from '../call.ts';
import type { PackedRange } from '../plan.ts';
import { Incoming } from './incoming.ts';
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
import { type ExchangeGroup, RangeReduction } from './range-reduction.ts';
import { ExchangeRanges, gathers } from './ranges.ts';

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
  readonly #ranges: ExchangeRanges;
  readonly #reduction: RangeReduction;
  /** The reduced ranges of the other members. */
  readonly #results = new Map<number, Incoming>();
  #isBegun = false;
  readonly #acknowledge: SendAcknowledgement;

  constructor(
    memory: Memory,
    call: Call,
    contribution: FloatArray,
    group: ExchangeGroup,
    send: SendChunk,
    acknowledge: SendAcknowledgement,
  ) {
    this.#memory = memory;
    this.#contribution = contribution;
    this.#call = call;
    this.#acknowledge = acknowledge;
    const chunk = Math.floor(memory.chunk / memory.wire.bytes);
    this.#ranges = new ExchangeRanges(call, group.ranks, group.rank, chunk);
    this.#reduction = new RangeReduction(call, memory, contribution, group, this.#ranges);
    this.#prepareIncoming();
    this.#prepareOutgoing(send);
  }

  /**
   * Starts to reduce and to send. Chunks that arrive earlier wait, because this member may not know the calls and
   * weights of all members yet.
   */
  begin(): void {
    this.#isBegun = true;
    this.#reduceArrived();
    this.pump();
  }

  /** Whether this member has its result. */
  get hasResult(): boolean {
    return (
      this.#isBegun && this.#reduction.isComplete && [...this.#results.values()].every(({ isComplete }) => isComplete)
    );
  }
  /** Returns the ranks from which chunks are missing. */
  ranksOfMissingChunks(): number[] {
    return [...this.#reduction.contributions, ...this.#results].flatMap(([rank, { isComplete }]) =>
      isComplete ? [] : [rank],
    );
  }

  /** Sends the chunks that are ready, as far as the window allows. */
  pump(): void {
    if (this.#isBegun) this.outgoing.pump();
  }
  /** Takes a chunk of another member. Returns whether it is new: a duplicate changes nothing. */
  takeChunk(stage: ExchangeStage, rank: number, index: number, request: AckRequest, body: Uint8Array): boolean {
    const incoming = (stage === REDUCE_SCATTER ? this.#reduction.contributions : this.#results).get(rank);
    if (incoming === undefined) return false;
    const isNew = incoming.take(index, body);
    if (isNew && stage === REDUCE_SCATTER) {
      this.#reduction.noteArrival(index);
      this.#reduceArrived();
    }
    if (request !== NO_ACK) this.#acknowledge(rank, stage, incoming.count, request);
    return isNew;
  }

  /** Reduces the chunks of the own range that all members have sent, which makes them ready to be sent. */
  #reduceArrived(): void {
    if (this.#isBegun && reduces(this.#call)) this.outgoing.setReady(ALL_GATHER, this.#reduction.reduceArrived());
  }

  /** Makes room for the chunks of the other members. */
  #prepareIncoming(): void {
    const { vector, roomFor, wire } = this.#memory;
    const [start, end] = this.#ranges.own;
    const length = end - start;
    const room = reduces(this.#call) ? roomFor(this.#ranges.others.length * length) : vector;
    this.#ranges.others.forEach((rank, i) => {
      const target = room.subarray(i * length, (i + 1) * length);
      if (reduces(this.#call))
        this.#reduction.contributions.set(rank, new Incoming(target, [0, length], this.#ranges.chunk, wire));
      if (gathers(this.#call))
        this.#results.set(rank, new Incoming(vector, this.#ranges.of(rank), this.#ranges.chunk, wire));
    });
  }
  /** Makes the streams: for each other member the elements of its range, and for all the result of the own range. */
  #prepareOutgoing(send: SendChunk): void {
    const own = this.#ranges.own;
    if (reduces(this.#call))
      for (const rank of this.#ranges.others) {
        const range = this.#ranges.of(rank);
        this.outgoing.add(
          this.#stream(REDUCE_SCATTER, [rank], this.#contribution, range, send),
          this.#ranges.chunksOf(range),
        );
      }
    if (!gathers(this.#call) || this.#ranges.others.length === 0) return;
    // A result is ready only when it has been reduced.
    const [source, ready] =
      reduces(this.#call) ? [this.#memory.vector, 0] : [this.#contribution, this.#ranges.chunksOf(own)];
    this.outgoing.add(this.#stream(ALL_GATHER, this.#ranges.others, source, own, send), ready);
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
      chunks: this.#ranges.chunksOf([start, end]),
      chunkBytes: Math.min(this.#ranges.chunk, end - start) * wire.bytes,
      send: (rank, index, request) => {
        const from = start + index * this.#ranges.chunk;
        send(rank, stage, index, request, wire.encode(source, from, Math.min(end, from + this.#ranges.chunk)));
      },
    };
  }
}
