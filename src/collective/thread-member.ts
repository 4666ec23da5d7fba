// No twin in types: types/collective/collective.ts has the type of a member.
import type {
  BarrierOptions,
  RangeOptions,
  ReduceOptions,
  Reduction,
  Round,
} from '../../types/collective/collective.ts';
import type { ThreadSeat } from '../../types/collective/threads.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FloatArray } from '../optim/float.ts';
import { notFinite } from '../optim/finite.ts';
import { ownerSlots } from '../view/owners.ts';
import {
  type Call,
  contributedRange,
  contributionOf,
  type Membership,
  readCall,
  requireFlat,
  takenRange,
} from './call.ts';
import { requireSameCalls, wordsOf } from './call-words.ts';
import { GroupError } from './group-error.ts';
import { BUSY, CLOSED, HAS_LEFT } from './issues.ts';
import { CallWaiter } from './call-waiter.ts';
import { giveRuns } from './give.ts';
import type { Kernels } from './kernels.ts';
import { ownedRange, type PackedRange, unpackRuns } from './plan.ts';
import { Reducer } from './reduce.ts';
import type { SharedPlaces } from './shared-places.ts';

/**
 * The phases of a member in a call: its elements are in its place; it has read the places of the others for its own
 * range; it has its result.
 */
const [GIVEN, READ, DONE] = [1, 2, 3];

/** What one kind of call does in its phases. */
interface CallSteps {
  /** Computes the range that this member owns. A call without it only moves elements. */
  readonly combine?: (ranks: readonly number[], kernels: Kernels | undefined) => void;
  /** Copies the result into the flat array of the caller. Comes last, because a call that fails must not change it. */
  readonly take: (ranks: readonly number[]) => void;
}

/** One member of a group in shared memory. */
export class SharedMember {
  readonly model: LayoutLike;
  readonly rank: number;
  readonly size: number;
  readonly seat: ThreadSeat;
  readonly #membership: Membership;
  readonly #places: SharedPlaces;
  readonly #reducer = new Reducer();
  #kernels: Promise<Kernels | undefined> | undefined;
  #phase = 0;
  /** The last phase in which this member waits during a call that needs all members. */
  #lastPhase: number | undefined;
  #state: 'ready' | 'calling' | 'gone' = 'ready';

  constructor(model: LayoutLike, seat: ThreadSeat, places: SharedPlaces) {
    const { rank, size, kind, deadline } = seat;
    this.model = model;
    this.rank = rank;
    this.size = size;
    this.seat = seat;
    this.#membership = { model, rank, size, kind, deadline };
    this.#places = places;
    Object.freeze(this);
  }

  async allReduce(flat: unknown, op?: Reduction, options?: ReduceOptions<never>): Promise<Round> {
    const call = readCall(this.#membership, 'allReduce', options, { op });
    return this.#reduce(call, flat);
  }
  async reduceScatter(flat: unknown, op?: Reduction, options?: ReduceOptions<never>): Promise<Round> {
    const call = readCall(this.#membership, 'reduceScatter', options, { op });
    return this.#reduce(call, flat);
  }
  async allGather(flat: unknown, options?: RangeOptions<never>): Promise<Round> {
    const call = readCall(this.#membership, 'allGather', options);
    const to = requireFlat(this.#membership, call, flat);
    return this.#call(call, to, {
      take: (ranks) => {
        for (const rank of ranks)
          if (rank !== this.rank) unpackRuns(call.plan, this.#places.given(rank), to, ...ownedRange(call.plan, rank));
      },
    });
  }
  async broadcast(flat: unknown, from?: number, options?: RangeOptions<never>): Promise<Round> {
    const call = readCall(this.#membership, 'broadcast', options, { from });
    const to = requireFlat(this.#membership, call, flat);
    return this.#call(call, to, {
      take: () => {
        if (call.from === this.rank) return;
        unpackRuns(call.plan, this.#places.given(call.from), to, ...takenRange(call, this.rank));
      },
    });
  }
  async barrier(options?: BarrierOptions): Promise<Round> {
    const call = readCall(this.#membership, 'barrier', options);
    return this.#call(call, this.#places.result.subarray(0, 0), { take() {} });
  }
  async close(): Promise<void> {
    this.#leave(CLOSED);
  }

  async #reduce(call: Call, flat: unknown): Promise<Round> {
    const { plan, op } = call;
    const to = requireFlat(this.#membership, call, flat);
    const { seats, result, given } = this.#places;
    const [low, high] = takenRange(call, this.rank);
    const reduceTo = (
      out: FloatArray,
      ranks: readonly number[],
      [start, end]: PackedRange,
      kernels?: Kernels,
    ): void => {
      const vectors = ranks.map((rank) => given(rank));
      const weights = ranks.map((rank) => seats.weightOf(rank));
      const isWhole = ranks.length === this.size;
      const done = isWhole ? kernels?.reduce(op, { vectors, weights }, out, start, end) : undefined;
      this.#reducer.reduce(op, { vectors, weights }, out, done ?? start, end);
    };
    const read = this.#phase + READ;
    return this.#call(call, to, {
      combine: (ranks, kernels) => reduceTo(result, ranks, ownedRange(plan, this.rank), kernels),
      take: (ranks) => {
        for (let rank = 0; rank < this.size; rank++) {
          const [start, end] = ownedRange(plan, rank);
          if (start === end || end <= low || start >= high) continue;
          // A lost member may have written only a part of its range. Each other member reduces this range itself.
          const isReduced = ranks.includes(rank) && seats.hasReached(rank, read);
          const vector = isReduced ? result : new (result.constructor as Float32ArrayConstructor)(end);
          if (!isReduced) reduceTo(vector, ranks, [start, end]);
          unpackRuns(plan, vector.subarray(start, end), to, start, end);
        }
      },
    });
  }

  async #call(call: Call, flat: FloatArray, { combine, take }: CallSteps): Promise<Round> {
    if (this.#state !== 'ready') throw new GroupError(this.#state === 'gone' ? HAS_LEFT : BUSY, [this.rank]);
    this.#state = 'calling';
    const { seats, given } = this.#places;
    const before = this.#phase;
    const isReduction = combine !== undefined;
    this.#lastPhase = call.min === undefined ? before + (isReduction ? READ : GIVEN) : undefined;
    const waiter = new CallWaiter(call, this.#places.seats, this.rank);
    try {
      if (this.seat.memory !== undefined) this.#kernels ??= loadKernels(this.seat.memory);
      const kernels = await this.#kernels;
      // The others read the place of this member until they have the result of the previous call.
      await waiter.wait(before);
      const bad = giveRuns(call.plan, flat, given(this.rank), contributedRange(call, this.rank), kernels);
      if (bad >= 0) {
        // A NaN would spoil the results of all. The others have not been told of this call, so this member can go on.
        this.#state = 'ready';
        throw new RangeError(notFinite(contributionOf(call), flat[bad] as number, bad, ownerSlots(this.model)));
      }
      seats.announce(this.rank, wordsOf(call), call.weight);
      this.#reach(before + GIVEN);
      const ranks = await waiter.wait(before + GIVEN, !isReduction);
      requireSameCalls(seats, this.rank, ranks);
      combine?.(ranks, kernels);
      if (isReduction) {
        this.#reach(before + READ);
        await waiter.wait(before + READ, true, ranks);
      }
      take(ranks);
      // A call without `min` is completed on all members by now, also if this one has been closed since.
      if (!seats.reach(this.rank, before + DONE) && call.min !== undefined) this.#refuse();
      this.#phase = before + DONE;
      if (this.#state === 'calling') this.#state = 'ready';
      return { ranks };
    } catch (error) {
      if (this.#state === 'calling') this.#leave(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      waiter.end();
    }
  }

  /** @throws GroupError if another member has declared this member lost */
  #reach(phase: number): void {
    if (!this.#places.seats.reach(this.rank, phase)) this.#refuse();
  }
  #refuse(): never {
    throw new GroupError(this.#places.seats.reasonOf(this.rank), [this.rank]);
  }
  #leave(reason: string): void {
    if (this.#state === 'gone') return;
    const { seats } = this.#places;
    // A member that is closed during a call gives this call up, unless the call is completed.
    const last = this.#state === 'calling' ? this.#lastPhase : undefined;
    if (last !== undefined && seats.hasReached(this.rank, last)) seats.decide(last, false);
    this.#state = 'gone';
    seats.leave(this.rank, reason);
  }
}

/** Loads the kernels' module when a group first needs it, so that `paramlayout/collective` itself stays small. */
const loadKernels = (memory: object): Promise<Kernels | undefined> =>
  import('./kernels.ts').then(
    ({ makeKernels }) => makeKernels(memory),
    () => undefined,
  );
