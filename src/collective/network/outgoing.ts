// No twin in types: messages have no types.

/** How many bytes of all streams together a member has sent without an answer; at least one chunk. */
const WINDOW = 4 * 1024 * 1024;

/** A row of chunks that goes to one member, or to several at once. */
export interface Stream {
  readonly stage: ExchangeStage;
  /** The ranks that need it. */
  readonly to: readonly number[];
  readonly chunks: number;
  readonly chunkBytes: number;
  readonly send: (rank: number | undefined, index: number, asks: Asks) => void;
}
/** What a chunk asks of its receiver: nothing, how far it is, or what it lacks of all that came before. */
export type Asks = 0 | 1 | 2;
const [NOTHING, PROGRESS, LOSSES] = [0, 1, 2] as const;
/** One answer for so many chunks is enough while the window is open. */
const ANSWER_EVERY = 8;

/** What a chunk holds: elements for the owner of their range, or reduced elements for all. */
export type ExchangeStage = 0 | 1;

interface Flow extends Stream {
  /** How many chunks can be sent, and how many have been sent. */
  ready: number;
  next: number;
  /** How many chunks each receiver has, without a gap. */
  readonly acknowledged: Map<number, number>;
  /** How many chunks had been sent when a receiver was asked what it lacks. */
  readonly asked: Map<number, number>;
}

/** The chunks that a member sends in one call. What is lost, it sends again when the receiver says so. */
export class Outgoing {
  readonly #flows: Flow[] = [];
  #first = 0;

  add(stream: Stream, ready: number): void {
    this.#flows.push({
      ...stream,
      ready,
      next: 0,
      acknowledged: new Map(stream.to.map((rank) => [rank, 0])),
      asked: new Map(),
    });
  }
  /** Says how many chunks of the stream of reduced elements can be sent. */
  setReady(stage: ExchangeStage, ready: number): void {
    for (const flow of this.#flows) if (flow.stage === stage) flow.ready = ready;
  }

  /** Sends what the window allows, from each stream in turn. */
  pump(): void {
    let inFlight = 0;
    for (const flow of this.#flows) inFlight += (flow.next - leastOf(flow)) * flow.chunkBytes;
    for (let idle = 0; inFlight < WINDOW && idle < this.#flows.length; this.#first++) {
      const flow = this.#flows[this.#first % this.#flows.length] as Flow;
      if (flow.next < flow.ready) {
        inFlight += flow.chunkBytes;
        const isLast = flow.next + 1 === flow.chunks || inFlight + flow.chunkBytes > WINDOW;
        const asks = isLast || flow.next % ANSWER_EVERY === 0 ? PROGRESS : NOTHING;
        flow.send(flow.to.length === 1 ? flow.to[0] : undefined, flow.next, asks);
        flow.next++;
        idle = 0;
      } else idle++;
    }
  }
  /**
   * Takes the answer of a receiver: how many chunks it has without a gap. The answer to a probe comes after all that
   * was sent before, so what is missing then was lost. Returns whether the receiver has got on.
   */
  acknowledge(stage: ExchangeStage, rank: number, count: number, asked: Asks): boolean {
    let hasGotOn = false;
    for (const flow of this.#flows) {
      const before = flow.acknowledged.get(rank);
      if (flow.stage !== stage || before === undefined) continue;
      if (count > before && count <= flow.next) {
        flow.acknowledged.set(rank, count);
        hasGotOn = true;
      }
      if (asked !== LOSSES) continue;
      const sent = flow.asked.get(rank) ?? 0;
      flow.asked.delete(rank);
      for (let index = count; index < sent; index++) flow.send(rank, index, index + 1 === sent ? PROGRESS : NOTHING);
    }
    this.pump();
    return hasGotOn;
  }
  /** Asks each receiver that has not answered for a while, by one chunk that it may have. */
  probe(): void {
    for (const flow of this.#flows)
      for (const [rank, count] of flow.acknowledged) {
        if (count === flow.next) continue;
        flow.send(rank, count, LOSSES);
        if (!flow.asked.has(rank)) flow.asked.set(rank, flow.next);
      }
  }
}

const leastOf = ({ acknowledged }: Flow): number => {
  let least = Infinity;
  for (const count of acknowledged.values()) least = Math.min(least, count);
  return least;
};
