// No twin in types: the compiler does not see how ranks share files.
import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { ShardsOf } from '../../../types/shard/shards-of.ts';

/** The ranks that share a model. */
export interface DcpOptions {
  /** What `shardRows` returned. Each rank holds its rows of each tensor. */
  readonly shards?: (ShardsOf<unknown> & readonly LayoutLike[]) | undefined;
  /** The rank whose rows are loaded or saved. Without it, `load` reads the whole model, and `save` writes all ranks. */
  readonly rank?: number | undefined;
  /**
   * This member of a group whose members save one checkpoint together: each writes the rows of its rank, and one also
   * writes the index. All members save the same tensors and metadata. With `shards`, of which there is one for each
   * member, `load` reads the rows of this member's rank.
   */
  readonly group?: DcpGroup | undefined;
  /**
   * How long a member waits for the others while they write, in milliseconds. Needs `group`. Default: the deadline of
   * the group. Pass a longer time if files take longer to write.
   */
  readonly deadline?: number | undefined;
  /**
   * Save without the members that are lost, as long as at least this many members are left. Needs `group`. Default: all
   * members must take part.
   */
  readonly min?: number | undefined;
}

/** What a save needs of a member of a group. Every `Collective` has it. */
export interface DcpGroup {
  /** The rank of this member: an integer from 0. */
  readonly rank: number;
  /** The number of members of the whole group. If it is known, `load` and `save` compare `shards` with it. */
  readonly size?: number | undefined;
  /** Resolves when all members have called it, to the ranks of those that took part, in ascending order. */
  barrier(options?: {
    readonly signal?: AbortSignalLike | undefined;
    readonly deadline?: number | undefined;
    readonly min?: number | undefined;
  }): Promise<{ readonly ranks: readonly number[] }>;
}

/** What the options of `dcp` say. */
export interface DcpRanks extends DcpOptions {
  /** The layout of which `shards` are shards. */
  readonly whole: LayoutLike | undefined;
}

export const otherShardCount = (members: number, found: number): string =>
  `as many shards as the group has members were expected: ${members}, found ${found}`;
