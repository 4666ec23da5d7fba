// src/collective/threads.ts and paramlayout/nats make what this file describes.
import type { AbortSignalLike } from '../checkpoint/signal.ts';
import type { FloatLike } from '../optim/float.ts';
import type { AnySelection } from '../select/selection.ts';
import type { ShardsOf } from '../shard/shards-of.ts';
import type { FlatIn, FlatSchemaOf } from '../view/flat.ts';

/** How a reduction combines the elements of several members into one. */
export type Reduction = 'sum' | 'mean' | 'min' | 'max';

/** The options of every call. */
export interface CallOptions {
  /** Rejects the call when it aborts. The member then leaves the group, because the others may already wait for it. */
  readonly signal?: AbortSignalLike | undefined;
  /**
   * How long the call waits for other members that make no progress, in milliseconds. Default: the deadline of the
   * group.
   */
  readonly deadline?: number | undefined;
}
/** The options of `barrier` and `keep`. */
export interface BarrierOptions extends CallOptions {
  /**
   * Complete the call without the members that are lost, as long as at least this many members are left. Default: all
   * members must take part.
   */
  readonly min?: number | undefined;
}
/** Which elements of a flat array take part, and which member owns which of them. */
export interface RangeOptions<L> extends CallOptions {
  /**
   * Either a selection of leaves: only their elements take part, and each member owns an equal part of them. Or the
   * list of all shards of the layout, one for each member: rank r owns shard r. All other elements stay as they are.
   * Default: `shard(model, size)`, which is the whole flat array.
   */
  readonly over?: AnySelection | ShardsOf<L> | undefined;
}
/** The options of `allReduce` and `reduceScatter`. */
export interface ReduceOptions<L> extends RangeOptions<L>, BarrierOptions {
  /**
   * The weight of this member in a `'mean'`, from 0 on, such as its number of samples. The mean of elements x with
   * weights w is Σ w x / Σ w. Other reductions ignore the weight. Default: 1.
   */
  readonly weight?: number | undefined;
}

/** The arrays that a group has kept: what `keep` stored last. */
export interface Kept {
  /** The number of the call that stored them. It grows with each `keep`. */
  readonly revision: number;
  /** Copies of the arrays, in the order in which `keep` got them. */
  readonly arrays: readonly FloatLike[];
}

/** What a call resolves to. */
export interface Round {
  /** The ranks of the members that took part, in ascending order. */
  readonly ranks: readonly number[];
}

/**
 * One member of a group. Each member holds a flat array of the whole layout `L`. All members make the same calls in the
 * same order. A call resolves when this member has its result. Members that get the same elements get the same bits.
 *
 * A call that rejects leaves the flat array unchanged. Some errors occur before the other members learn of the call, so
 * this member can call again:
 *
 * - a TypeError or RangeError for a wrong option, for a flat array of another kind or length, and for a NaN or an
 *   infinity among the elements that this member contributes;
 * - a GroupError if an earlier call of this member still runs.
 *
 * After any other error this member has left the group:
 *
 * - a GroupError if other members are late, are lost or make another call;
 * - a RangeError if all weights of a mean are 0, or if the format on the wire cannot hold a result;
 * - the reason of the signal if it aborts during the call.
 */
export interface Collective<in out L> {
  readonly model: L;
  /** The rank of this member: an integer from 0 to `size` - 1. */
  readonly rank: number;
  /** The number of members of the whole group, lost members included. */
  readonly size: number;
  /** Replaces each element by its reduction over all members, which is `'sum'` by default. */
  allReduce<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    op?: Reduction,
    options?: ReduceOptions<L>,
  ): Promise<Round>;
  /**
   * Replaces each element that this member owns by its reduction over all members, which is `'sum'` by default. All
   * other elements stay as they are.
   */
  reduceScatter<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    op?: Reduction,
    options?: ReduceOptions<L>,
  ): Promise<Round>;
  /** Replaces each element by the value that its owner has. */
  allGather<A extends FloatLike>(flat: FlatIn<FlatSchemaOf<L>, A>, options?: RangeOptions<L>): Promise<Round>;
  /** Replaces all elements by the elements of the member with rank `from`, which is 0 by default. */
  broadcast<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    from?: number,
    options?: RangeOptions<L>,
  ): Promise<Round>;
  /** Waits until all members have called it. Sends no elements. */
  barrier(options?: BarrierOptions): Promise<Round>;
  /**
   * Stores arrays in the network's store, for members that join later, and admits the members that wait for a seat. All
   * members pass equal arrays, of any lengths and of the kind of the group's flat arrays. The member with the lowest
   * rank stores them, and the group forgets the arrays of the last `keep`. Resolves when they are stored. `diloco`
   * calls it after each round. Groups of threads have no store, so they lack this method.
   *
   * @throws TypeError for anything but a list of such arrays, and what every call throws
   */
  keep?(arrays: readonly FloatLike[], options?: BarrierOptions): Promise<Round>;
  /**
   * Resolves to what the group had kept when this member joined: the state with which it must begin. Resolves to
   * `undefined` if the group had kept nothing, and after the first call of this member. Groups of threads lack this
   * method.
   *
   * @throws RangeError if the store has another number of bytes than were kept, and what the store throws
   */
  joined?(): Promise<Kept | undefined>;
  /** Leaves the group. Calls of other members that need this member reject with a GroupError that names it. */
  close(): Promise<void>;
}
