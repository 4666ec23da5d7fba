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
import { type Call, type Membership, readCall, requireContribution, takenRange } from '../call.ts';
import { GroupError } from '../group-error.ts';
import { BUSY, CLOSED, HAS_LEFT } from '../issues.ts';
import { unpackRuns } from '../plan.ts';
import { type Memory, packContribution } from './memory.ts';
import { requireCanTravel } from './can-travel.ts';
import { loadKept, requireArrays } from './kept.ts';
import type { Presence } from './presence.ts';
import type { KeptRecord } from './record.ts';
import { runExchange } from './run-exchange.ts';
import { runKeep } from './run-keep.ts';

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
    return this.#callOnce(call, () => runKeep(presence, network, call, checked));
  }

  async #call(call: Call, given: unknown): Promise<Round> {
    const { membership, memory, presence } = this.#parts;
    const { plan } = call;
    const flat = call.name === 'barrier' ? memory.vector.subarray(0, 0) : requireContribution(membership, call, given);
    requireNotLeft(presence, this.rank);
    if (this.#isCalling) throw new GroupError(BUSY, [this.rank]);
    const packed = packContribution(memory, call, this.rank, flat);
    requireCanTravel(call, membership, memory, flat);
    return this.#callOnce(call, async () => {
      const ranks = await runExchange(presence, memory, call, flat, packed);
      const [low, high] = takenRange(call, this.rank);
      // The sender of a broadcast needs its own elements only if the format on the wire has rounded them.
      const isSame =
        call.name === 'broadcast' && call.from === this.rank && memory.wire.bytes === flat.BYTES_PER_ELEMENT;
      if (!isSame) unpackRuns(plan, memory.vector.subarray(low, high), flat, low, high);
      presence.agreement.finish();
      return { ranks };
    });
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
