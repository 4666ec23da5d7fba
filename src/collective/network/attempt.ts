// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import { indexOfNotFinite } from '../../optim/finite.ts';
import type { Call } from '../call.ts';
import { resultTooLarge } from './issues.ts';
import type { Memory } from './memory.ts';
import { type Asks, Outgoing, type Stage } from './outgoing.ts';
import { type Range, rangesOf, reduces, shares } from './ranges.ts';

/** How chunks leave. */
export type SendChunk = (rank: number | undefined, stage: Stage, index: number, asks: Asks, body: Uint8Array) => void;
export type SendAnswer = (rank: number, stage: Stage, count: number, asked: Asks) => void;

/** The chunks of one range that come from one member. */
interface Incoming {
  readonly target: FloatArray;
  readonly start: number;
  readonly end: number;
  readonly has: Uint8Array;
  /** How many chunks have come without a gap, and of how many. */
  count: number;
  readonly chunks: number;
}

/** Reduce-scatter, then all-gather of one call among certain members, by ranges and chunks. */
export class Attempt {
  readonly outgoing = new Outgoing();
  readonly #memory: Memory;
  /** The packed elements of this member. */
  readonly #own: FloatArray;
  readonly #call: Call;
  readonly #rank: number;
  readonly #ranks: readonly number[];
  readonly #weightOf: (rank: number) => number;
  /** The range that each member owns: the elements of rank `#ranks[i]` are from `#bounds[i][0]` up to `#bounds[i][1]`. */
  readonly #bounds: readonly Range[];
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
    this.#weightOf = group.weightOf;
    this.#answer = answer;
    this.#bounds = rangesOf(call, group.ranks);
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
    return (
      this.#isBegun && this.#isReduced && [...this.#results.values()].every(({ count, chunks }) => count === chunks)
    );
  }
  /** The members from which chunks are missing. */
  missing(): number[] {
    return [...this.#given, ...this.#results].flatMap(([rank, { count, chunks }]) => (count < chunks ? [rank] : []));
  }

  /** Sends what can be sent. */
  pump(): void {
    if (this.#isBegun) this.outgoing.pump();
  }
  /** Takes a chunk of another member. Chunks that are there already change nothing. Returns whether it is new. */
  take(stage: Stage, rank: number, index: number, asks: Asks, body: Uint8Array): boolean {
    const incoming = (stage === 0 ? this.#given : this.#results).get(rank);
    if (incoming === undefined || !(index < incoming.chunks)) return false;
    const isNew = incoming.has[index] === 0 && this.#store(incoming, index, body);
    if (isNew && stage === 0) {
      this.#arrivals[index] = (this.#arrivals[index] as number) + 1;
      this.#reduceReady();
    }
    if (asks !== 0) this.#answer(rank, stage, incoming.count, asks);
    return isNew;
  }

  #store(incoming: Incoming, index: number, body: Uint8Array): boolean {
    const { wire } = this.#memory;
    const step = this.#step();
    const [from, to] = [incoming.start + index * step, Math.min(incoming.end, incoming.start + (index + 1) * step)];
    if (body.length !== (to - from) * wire.bytes) return false;
    wire.decode(body, incoming.target, from);
    incoming.has[index] = 1;
    while (incoming.has[incoming.count] === 1) incoming.count++;
    return true;
  }
  /** Reduces chunks of the own range that all have given, in order. */
  #reduceReady(): void {
    if (!this.#isBegun || !reduces(this.#call)) return;
    const { reducer, wire, vector } = this.#memory;
    const [low, high] = this.#ownRange();
    const own = vector.subarray(low, high);
    const given = this.#own.subarray(low, high);
    const step = this.#step();
    const before = this.#reduced;
    const { op } = this.#call;
    while (this.#reduced < this.#arrivals.length && this.#arrivals[this.#reduced] === this.#ranks.length - 1) {
      const start = this.#reduced * step;
      const end = Math.min(high - low, start + step);
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
    const { vector, places } = this.#memory;
    const own = this.#ownRange();
    const length = own[1] - own[0];
    const others = this.#ranks.filter((rank) => rank !== this.#rank);
    const room = reduces(this.#call) ? places(others.length * length) : vector;
    others.forEach((rank, i) => {
      const incoming = (target: FloatArray, start: number, end: number): Incoming => {
        const chunks = this.#chunksOf([start, end]);
        return { target, start, end, has: new Uint8Array(chunks), count: 0, chunks };
      };
      if (reduces(this.#call)) this.#given.set(rank, incoming(room.subarray(i * length, (i + 1) * length), 0, length));
      if (shares(this.#call)) this.#results.set(rank, incoming(vector, ...this.#rangeOf(rank)));
    });
  }
  /** Lists what others need. */
  #offer(send: SendChunk): void {
    const { vector, wire } = this.#memory;
    const step = this.#step();
    // The owner of a range sends what it has reduced, or its own elements.
    const shared = reduces(this.#call) ? vector : this.#own;
    const others = this.#ranks.filter((rank) => rank !== this.#rank);
    const add = (stage: Stage, to: readonly number[], range: Range, ready: number): void => {
      const [start, end] = range;
      this.outgoing.add(
        {
          stage,
          to,
          chunks: this.#chunksOf(range),
          chunkBytes: Math.min(step, end - start) * wire.bytes,
          send: (rank, index, asks) => {
            const from = start + index * step;
            const source = stage === 0 ? this.#own : shared;
            send(rank, stage, index, asks, wire.encode(source, from, Math.min(end, from + step)));
          },
        },
        ready,
      );
    };
    // Each member begins with the one after it, so that not all send to the same.
    const at = others.findIndex((rank) => rank > this.#rank);
    const turned = at < 0 ? others : [...others.slice(at), ...others.slice(0, at)];
    if (reduces(this.#call))
      for (const rank of turned) add(0, [rank], this.#rangeOf(rank), this.#chunksOf(this.#rangeOf(rank)));
    if (shares(this.#call) && others.length > 0)
      add(1, others, this.#ownRange(), reduces(this.#call) ? 0 : this.#chunksOf(this.#ownRange()));
  }

  #step(): number {
    return Math.floor(this.#memory.chunk / this.#memory.wire.bytes);
  }
  #chunksOf([start, end]: Range): number {
    return Math.ceil((end - start) / this.#step());
  }
  #rangeOf(rank: number): Range {
    return this.#bounds[this.#ranks.indexOf(rank)] as Range;
  }
  #ownRange(): Range {
    return this.#rangeOf(this.#rank);
  }
}

/** @throws RangeError if finite elements have a sum that the format cannot hold */
function requireFiniteResult({ name, op }: Call, vector: FloatArray, start: number, end: number): void {
  const at = indexOfNotFinite(vector, start, end);
  if (at >= 0) throw new RangeError(resultTooLarge(name, op, vector[at] as number));
}
