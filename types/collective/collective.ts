// src/collective/threads.ts and paramlayout/nats make what this file describes.
import type { AbortSignalLike } from '../checkpoint/signal.ts';
import type { FloatLike } from '../optim/float.ts';
import type { AnySelection } from '../select/selection.ts';
import type { ShardsOf } from '../shard/shards-of.ts';
import type { FlatIn, FlatSchemaOf } from '../view/flat.ts';

/** How the elements of several members become one. */
export type Reduction = 'sum' | 'mean' | 'min' | 'max';

/** The options of every call. */
export interface CallOptions {
  /** Ends the call when it aborts. The member then leaves the group, because the others may already count on it. */
  readonly signal?: AbortSignalLike | undefined;
  /** How long to wait for the other members, in milliseconds. Default: the deadline of the group. */
  readonly deadline?: number | undefined;
}
/** The options of `barrier`. */
export interface BarrierOptions extends CallOptions {
  /** Go on without members that are lost, if at least so many are left. Default: all must take part. */
  readonly min?: number | undefined;
}
/** Which elements of a flat array take part, and which member owns which of them. */
export interface RangeOptions<L> extends CallOptions {
  /**
   * A selection of leaves: the others stay as they are, and each member owns an equal part of the selected elements. Or
   * all shards of the layout, one for each member: member r owns shard r. Default: `shard(model, size)`.
   */
  readonly over?: AnySelection | ShardsOf<L> | undefined;
}
/** The options of `allReduce` and `reduceScatter`. */
export interface ReduceOptions<L> extends RangeOptions<L>, BarrierOptions {
  /** How much this member counts in a `mean`, such as its number of samples. Default: 1. */
  readonly weight?: number | undefined;
}

/** Arrays that a group has kept. */
export interface Kept {
  /** The number of the call that has kept them. It grows. */
  readonly revision: number;
  readonly arrays: readonly FloatLike[];
}

/** What a call resolves to. */
export interface Round {
  /** The members that took part, in ascending order. */
  readonly ranks: readonly number[];
}

/**
 * One member of a group whose members all hold a flat array of the layout `L`. All members make the same calls in the
 * same order. Each call resolves when the member has its result; then that of all members is equal bit for bit.
 *
 * A call that rejects leaves the flat array as it was. Bad arguments, a NaN or an infinity reject before anybody hears
 * of the call, so the member can call again. After any other error the member has left the group.
 */
export interface Collective<in out L> {
  readonly model: L;
  /** The index of this member, from 0 up to `size` - 1. */
  readonly rank: number;
  /** The number of members. */
  readonly size: number;
  /** Replaces the elements by the reduction over all members. */
  allReduce<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    op?: Reduction,
    options?: ReduceOptions<L>,
  ): Promise<Round>;
  /** Replaces the elements that this member owns by the reduction over all members. The others stay as they are. */
  reduceScatter<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    op?: Reduction,
    options?: ReduceOptions<L>,
  ): Promise<Round>;
  /** Replaces each element by that of the member that owns it. */
  allGather<A extends FloatLike>(flat: FlatIn<FlatSchemaOf<L>, A>, options?: RangeOptions<L>): Promise<Round>;
  /** Replaces the elements by those of one member, rank 0 by default. */
  broadcast<A extends FloatLike>(
    flat: FlatIn<FlatSchemaOf<L>, A>,
    from?: number,
    options?: RangeOptions<L>,
  ): Promise<Round>;
  /** Waits until all members have called it. */
  barrier(options?: BarrierOptions): Promise<Round>;
  /**
   * Keeps arrays that are equal on all members where a member that comes back finds them, and admits those that wait.
   * One member stores them; the call resolves when they are stored. `diloco` calls it after each round. Groups of
   * threads have no store.
   */
  keep?(arrays: readonly FloatLike[], options?: BarrierOptions): Promise<Round>;
  /**
   * What the group had kept when this member came, until its first call. `undefined` for a member that begins with the
   * others, because nothing has been kept.
   *
   * @throws Error if the bytes in the store are damaged
   */
  joined?(): Promise<Kept | undefined>;
  /** Leaves the group. Calls of other members that wait for this one reject, and name it. */
  close(): Promise<void>;
}
