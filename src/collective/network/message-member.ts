// No twin in types: types/collective/network.ts has the type of a member.
import type {
  BarrierOptions,
  Kept,
  RangeOptions,
  ReduceOptions,
  Reduction,
  Round,
} from '../../../types/collective/collective.ts';
import type { Network } from '../../../types/collective/network.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FloatArray } from '../../optim/float.ts';
import { type Call, type Membership, readCall, requireContribution, takenRange } from '../call.ts';
import { requireSameCalls, wordsOf } from '../call-words.ts';
import { GroupError } from '../group-error.ts';
import { BUSY, CLOSED, HAS_LEFT } from '../issues.ts';
import { unpackRuns } from '../plan.ts';
import { Exchange } from './exchange.ts';
import { type Memory, packContribution } from './memory.ts';
import { requireCanTravel } from './can-travel.ts';
import { keepArrays, loadKept, requireArrays } from './kept.ts';
import { Presence } from './presence.ts';
import type { KeptRecord } from './record.ts';

/** The parts of a member that has a seat. */
export interface MemberParts {
  readonly group: string;
  readonly network: Network;
  readonly membership: Membership;
  readonly memory: Memory;
  readonly presence: Presence;
  /** What the group had kept when the member joined. */
  readonly kept: KeptRecord | undefined;
}

/** One member of a group that a network connects. */
export class MessageMember {
  readonly model: LayoutLike;
  readonly rank: number;
  readonly size: number;
  readonly group: string;
  readonly #parts: MemberParts;
  #isCalling = false;

  constructor(parts: MemberParts) {
    const { model, rank, size } = parts.membership;
    this.model = model;
    this.rank = rank;
    this.size = size;
    this.group = parts.group;
    this.#parts = parts;
    Object.freeze(this);
  }

  async allReduce(flat: unknown, op?: Reduction, options?: ReduceOptions<never>): Promise<Round> {
    const { membership } = this.#parts;
    return this.#call(readCall(membership, 'allReduce', options, { op }), flat);
  }
  async reduceScatter(flat: unknown, op?: Reduction, options?: ReduceOptions<never>): Promise<Round> {
    const { membership } = this.#parts;
    return this.#call(readCall(membership, 'reduceScatter', options, { op }), flat);
  }
  async allGather(flat: unknown, options?: RangeOptions<never>): Promise<Round> {
    const { membership } = this.#parts;
    return this.#call(readCall(membership, 'allGather', options), flat);
  }
  async broadcast(flat: unknown, from?: number, options?: RangeOptions<never>): Promise<Round> {
    const { membership } = this.#parts;
    return this.#call(readCall(membership, 'broadcast', options, { from }), flat);
  }
  async barrier(options?: BarrierOptions): Promise<Round> {
    const { membership } = this.#parts;
    return this.#call(readCall(membership, 'barrier', options), undefined);
  }
  async close(): Promise<void> {
    await this.#parts.presence.leave(CLOSED, 'closed');
  }

  async joined(): Promise<Kept | undefined> {
    const { network, kept, membership } = this.#parts;
    // After its first call the member has the same state as all others.
    const isNew = kept !== undefined && this.#parts.presence.agreement.report.done === kept.call;
    return isNew ? loadKept(network, kept, membership.kind) : undefined;
  }
  async keep(arrays: unknown, options?: BarrierOptions): Promise<Round> {
    const { network, membership, presence } = this.#parts;
    const call = readCall(membership, 'keep', options);
    const checked = requireArrays(arrays, membership.kind);
    return this.#callOnce(call, async () => {
      const number = presence.begin(call, wordsOf(call));
      for (;;) {
        const { record } = presence;
        const isStale = (): boolean => presence.record !== record || presence.agreement.isFinishedElsewhere;
        // Throws if this member was declared lost meanwhile: then it has not taken part.
        await presence.waitUntil(() => true);
        if (record.kept?.call === number) {
          presence.agreement.reportResult();
          presence.agreement.finish();
          return { ranks: record.kept.ranks };
        }
        if (presence.agreement.isFinishedElsewhere) {
          // Another member has finished the call, so the store has a record that this member has not received.
          await presence.retry(call, () => presence.refresh());
          if (presence.record === record)
            await presence.waitUntil(() => presence.record !== record, presence.agreement.awaitStoring);
          continue;
        }
        presence.agreement.requireMembers(call);
        await presence.waitUntil(() => isStale() || presence.agreement.allBegan(), presence.agreement.notBegun);
        if (isStale()) continue;
        requireSameCalls(presence.agreement, this.rank, presence.agreement.ranks);
        // Only the member with the lowest rank stores the arrays. If it is lost, the next one does.
        if (presence.isFirst()) await presence.retry(call, () => keepArrays(presence, network, checked, number));
        else await presence.waitUntil(isStale, presence.agreement.awaitStoring);
      }
    });
  }

  async #call(call: Call, given: unknown): Promise<Round> {
    const { membership, memory } = this.#parts;
    const { plan } = call;
    const flat = call.name === 'barrier' ? memory.vector.subarray(0, 0) : requireContribution(membership, call, given);
    requireNotLeft(this.#parts.presence, this.rank);
    if (this.#isCalling) throw new GroupError(BUSY, [this.rank]);
    const packed = packContribution(memory, call, this.rank, flat);
    requireCanTravel(call, membership, memory, flat);
    return this.#callOnce(call, async () => {
      const ranks = await this.#exchange(call, flat, packed);
      const [low, high] = takenRange(call, this.rank);
      // The sender of a broadcast needs its own elements only if the format on the wire has rounded them.
      const isSame =
        call.name === 'broadcast' && call.from === this.rank && memory.wire.bytes === flat.BYTES_PER_ELEMENT;
      if (!isSame) unpackRuns(plan, memory.vector.subarray(low, high), flat, low, high);
      this.#parts.presence.agreement.finish();
      return { ranks };
    });
  }

  /** Exchanges elements until the call is finished. Resolves to the ranks that took part. */
  async #exchange(call: Call, flat: FloatArray, packed: FloatArray): Promise<readonly number[]> {
    const { presence } = this.#parts;
    presence.begin(call, wordsOf(call));
    let ranks: readonly number[] = [];
    let tries = 0;
    for (;;) {
      const { epoch } = presence.record;
      const isStale = (): boolean => presence.agreement.isFinished || presence.record.epoch !== epoch;
      // Other members may know before this one that all have begun, and send at once. So this member prepares its
      // exchange early. But if it has a result, that may still be the one with which the call is finished: it must not
      // overwrite it.
      const early =
        !presence.agreement.hasResult ? this.#beginExchange(call, flat, tries++ === 0 ? packed : undefined) : undefined;
      presence.agreement.requireMembers(call);
      await presence.waitUntil(() => isStale() || presence.agreement.allBegan(), presence.agreement.notBegun);
      if (presence.agreement.isFinished) return ranks;
      if (presence.record.epoch !== epoch) continue;
      requireSameCalls(presence.agreement, this.rank, presence.agreement.ranks);
      ({ ranks } = presence.agreement);
      const running = early ?? this.#beginExchange(call, flat);
      running.begin();
      // A member that has its own result may still owe chunks to this member.
      const behind = (): number[] => [...new Set([...presence.agreement.notHeld(), ...running.ranksOfMissingChunks()])];
      await presence.waitUntil(() => isStale() || running.hasResult, behind);
      if (presence.record.epoch === epoch) presence.agreement.reportResult();
      await presence.waitUntil(isStale, presence.agreement.notHeld);
      if (presence.agreement.isFinished) return ranks;
    }
  }
  /** Begins an exchange. Packs the elements again unless they are given: an earlier exchange has overwritten them. */
  #beginExchange(call: Call, flat: FloatArray, packed?: FloatArray): Exchange {
    const { presence, memory } = this.#parts;
    const given = packed ?? packContribution(memory, call, this.rank, flat);
    const weightOf = (rank: number): number => presence.agreement.weightOf(rank);
    presence.agreement.beginExchange();
    const group = { rank: this.rank, ranks: presence.agreement.ranks, weightOf };
    const exchange = new Exchange(memory, call, given, group, presence.sendChunk, presence.sendAcknowledgement);
    presence.exchange = exchange;
    return exchange;
  }

  /** Makes one call. If it fails, the member leaves the group, because the others may wait for it. */
  async #callOnce(call: Call, run: () => Promise<Round>): Promise<Round> {
    const { presence } = this.#parts;
    requireNotLeft(presence, this.rank);
    if (this.#isCalling) throw new GroupError(BUSY, [this.rank]);
    this.#isCalling = true;
    try {
      return await run();
    } catch (error) {
      const because = error instanceof GroupError ? error.ranks : [];
      void presence.leave(error instanceof Error ? error.message : String(error), 'lost', because);
      throw error;
    } finally {
      presence.end(call);
      this.#isCalling = false;
    }
  }
}

function requireNotLeft(presence: Presence, rank: number): void {
  const reason = presence.lostReason;
  if (presence.hasLeft) throw new GroupError(HAS_LEFT, [rank]);
  if (reason !== undefined) throw new GroupError(reason, [rank]);
}
