// No twin in types: the compiler does not see messages.

/**
 * The largest number of bytes that a member has in flight, which means sent and not acknowledged; at least one chunk.
 */
const WINDOW = 4 * 1024 * 1024;

/** Consecutive chunks that go to one member, or to several at once. */
export interface Stream {
  readonly stage: ExchangeStage;
  /** The ranks of the receivers. */
  readonly to: readonly number[];
  /** The number of chunks. */
  readonly chunks: number;
  readonly chunkBytes: number;
  /** Sends a chunk to a rank, or to all members if `rank` is `undefined`. */
  readonly send: (rank: number | undefined, index: number, request: AckRequest) => void;
}
/**
 * What a chunk requests of its receiver: nothing, an acknowledgement, or an acknowledgement that finds losses. The last
 * is a probe: messages of one sender keep their order, so all chunks that were sent before the probe and are missing
 * when it is acknowledged were lost.
 */
export type AckRequest = 0 | 1 | 2;
export const NO_ACK = 0;
const [ACK, PROBE] = [1, 2] as const;
/** While the window is open, one of so many chunks requests an acknowledgement. */
const ACK_EVERY = 8;

/** The stage of an exchange: chunks hold elements for the owner of their range, or reduced elements for all. */
export type ExchangeStage = 0 | 1;
export const [REDUCE_SCATTER, ALL_GATHER] = [0, 1] as const;

interface Flow extends Stream {
  /** How many chunks can be sent. */
  ready: number;
  /** How many chunks have been sent. */
  next: number;
  /** How many chunks each receiver has acknowledged: all before this index. */
  readonly acknowledged: Map<number, number>;
  /** How many chunks had been sent at the first probe that a receiver has not acknowledged. */
  readonly probed: Map<number, number>;
}

/** The chunks that a member sends in one exchange, with a window and retransmission. */
export class Outgoing {
  readonly #flows: Flow[] = [];
  #first = 0;

  add(stream: Stream, ready: number): void {
    this.#flows.push({
      ...stream,
      ready,
      next: 0,
      acknowledged: new Map(stream.to.map((rank) => [rank, 0])),
      probed: new Map(),
    });
  }
  /** Sets how many chunks of the streams of a stage can be sent. */
  setReady(stage: ExchangeStage, ready: number): void {
    for (const flow of this.#flows) if (flow.stage === stage) flow.ready = ready;
  }

  /** Sends chunks of each stream in turn, until the window is full or no chunk is ready. */
  pump(): void {
    let inFlight = 0;
    for (const flow of this.#flows) inFlight += (flow.next - leastOf(flow)) * flow.chunkBytes;
    for (let idle = 0; inFlight < WINDOW && idle < this.#flows.length; this.#first++) {
      const flow = this.#flows[this.#first % this.#flows.length] as Flow;
      if (flow.next < flow.ready) {
        inFlight += flow.chunkBytes;
        const isLast = flow.next + 1 === flow.chunks || inFlight + flow.chunkBytes > WINDOW;
        const request = isLast || flow.next % ACK_EVERY === 0 ? ACK : NO_ACK;
        flow.send(flow.to.length === 1 ? flow.to[0] : undefined, flow.next, request);
        flow.next++;
        idle = 0;
      } else idle++;
    }
  }
  /**
   * Takes the acknowledgement of a receiver: it has the first `count` chunks. After a probe, sends the lost chunks
   * again. Returns whether the receiver has made progress.
   */
  takeAcknowledgement(stage: ExchangeStage, rank: number, count: number, request: AckRequest): boolean {
    let hasAdvanced = false;
    for (const flow of this.#flows) {
      const before = flow.acknowledged.get(rank);
      if (flow.stage !== stage || before === undefined) continue;
      if (count > before && count <= flow.next) {
        flow.acknowledged.set(rank, count);
        hasAdvanced = true;
      }
      if (request !== PROBE) continue;
      const sent = flow.probed.get(rank) ?? 0;
      flow.probed.delete(rank);
      for (let index = count; index < sent; index++) flow.send(rank, index, index + 1 === sent ? ACK : NO_ACK);
    }
    this.pump();
    return hasAdvanced;
  }
  /**
   * Sends a probe to each receiver that has not acknowledged all sent chunks: its first unacknowledged chunk once more.
   */
  probe(): void {
    for (const flow of this.#flows)
      for (const [rank, count] of flow.acknowledged) {
        if (count === flow.next) continue;
        flow.send(rank, count, PROBE);
        if (!flow.probed.has(rank)) flow.probed.set(rank, flow.next);
      }
  }
}

const leastOf = ({ acknowledged }: Flow): number => {
  let least = Infinity;
  for (const count of acknowledged.values()) least = Math.min(least, count);
  return least;
};
