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
import { type Memory, packCall } from './memory.ts';
import { requireCanTravel } from './can-travel.ts';
import { keepArrays, loadKept, readArrays } from './kept.ts';
import { Presence } from './presence.ts';
import type { KeptRecord } from './record.ts';

/** What a member is made of when it has a seat. */
export interface MemberParts {
  readonly group: string;
  readonly network: Network;
  readonly membership: Membership;
  readonly memory: Memory;
  readonly presence: Presence;
  /** What the group had kept when the member came. */
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
    // After the first call the member has what all have.
    const isNew = kept !== undefined && this.#parts.presence.agreement.report.done === kept.call;
    return isNew ? loadKept(network, kept, membership.kind) : undefined;
  }
  async keep(arrays: unknown, options?: BarrierOptions): Promise<Round> {
    const { network, membership, presence } = this.#parts;
    const call = readCall(membership, 'keep', options);
    const checked = readArrays(arrays, membership.kind);
    return this.#alone(call, async () => {
      const number = presence.begin(call, wordsOf(call));
      for (;;) {
        const { record } = presence;
        const isStale = (): boolean => presence.record !== record || presence.agreement.isDone;
        // One that was lost meanwhile has not taken part.
        await presence.until(() => true);
        if (record.kept?.call === number) {
          presence.agreement.hold();
          presence.agreement.finish();
          return { ranks: record.kept.ranks };
        }
        if (presence.agreement.isDone) {
          // Another member has read what this one has not heard.
          await presence.insist(call, () => presence.refresh());
          if (presence.record === record)
            await presence.until(() => presence.record !== record, presence.agreement.awaitFirst);
          continue;
        }
        presence.agreement.requireMembers(call);
        await presence.until(() => isStale() || presence.agreement.allBegan(), presence.agreement.notBegun);
        if (isStale()) continue;
        requireSameCalls(presence.agreement, this.rank, presence.agreement.ranks);
        // The first member alone stores them. If it is lost, the next one does.
        if (presence.isFirst()) await presence.insist(call, () => keepArrays(presence, network, checked, number));
        else await presence.until(isStale, presence.agreement.awaitFirst);
      }
    });
  }

  async #call(call: Call, given: unknown): Promise<Round> {
    const { membership, memory } = this.#parts;
    const { plan } = call;
    const flat = call.name === 'barrier' ? memory.vector.subarray(0, 0) : requireContribution(membership, call, given);
    requireNotLeft(this.#parts.presence, this.rank);
    if (this.#isCalling) throw new GroupError(BUSY, [this.rank]);
    const packed = packCall(memory, call, this.rank, flat);
    requireCanTravel(call, membership, memory, flat);
    return this.#alone(call, async () => {
      const ranks = await this.#exchange(call, flat, packed);
      const [low, high] = takenRange(call, this.rank);
      // The member that all take from also takes what the wire has made of its elements.
      const isSame =
        call.name === 'broadcast' && call.from === this.rank && memory.wire.bytes === flat.BYTES_PER_ELEMENT;
      if (!isSame) unpackRuns(plan, memory.vector.subarray(low, high), flat, low, high);
      this.#parts.presence.agreement.finish();
      return { ranks };
    });
  }

  /** Returns who took part, when all of them have the result. */
  async #exchange(call: Call, flat: FloatArray, packed: FloatArray): Promise<readonly number[]> {
    const { presence } = this.#parts;
    presence.begin(call, wordsOf(call));
    let ranks: readonly number[] = [];
    let tries = 0;
    for (;;) {
      const { epoch } = presence.record;
      const isStale = (): boolean => presence.agreement.isFinished || presence.record.epoch !== epoch;
      // Those that see first that all have begun send at once. So this member listens before it knows, unless it may
      // still need the result of an exchange from which a member was lost.
      const listens = !presence.agreement.isHeld;
      const early = listens ? this.#begin(call, flat, tries++ === 0 ? packed : undefined) : undefined;
      presence.agreement.requireMembers(call);
      await presence.until(() => isStale() || presence.agreement.allBegan(), presence.agreement.notBegun);
      if (presence.agreement.isFinished) return ranks;
      if (presence.record.epoch !== epoch) continue;
      requireSameCalls(presence.agreement, this.rank, presence.agreement.ranks);
      ({ ranks } = presence.agreement);
      const running = early ?? this.#begin(call, flat);
      running.begin();
      // One that has its result may still owe this member a part.
      const behind = (): number[] => [...new Set([...presence.agreement.notHeld(), ...running.missing()])];
      await presence.until(() => isStale() || running.isHeld, behind);
      if (presence.record.epoch === epoch) presence.agreement.hold();
      await presence.until(isStale, presence.agreement.notHeld);
      if (presence.agreement.isFinished) return ranks;
    }
  }
  /** Without `packed`, an earlier exchange has left some of its result among the elements. */
  #begin(call: Call, flat: FloatArray, packed?: FloatArray): Exchange {
    const { presence, memory } = this.#parts;
    const given = packed ?? packCall(memory, call, this.rank, flat);
    const weightOf = (rank: number): number => presence.agreement.weightOf(rank);
    presence.agreement.restart();
    const group = { rank: this.rank, ranks: presence.agreement.ranks, weightOf };
    const exchange = new Exchange(memory, call, given, group, presence.sendChunk, presence.answer);
    presence.exchange = exchange;
    return exchange;
  }

  /** Makes one call. If it fails, the member leaves, because the others may count on it. */
  async #alone(call: Call, run: () => Promise<Round>): Promise<Round> {
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
