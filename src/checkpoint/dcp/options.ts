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
   * This member of a group that saves together: each member writes its rows, and one writes the index. `load` takes the
   * rank from it if there are `shards`.
   */
  readonly group?: DcpGroup | undefined;
  /**
   * How long a member waits until all others have written, in milliseconds. Default: the deadline of the group, which is
   * too short for files that take longer to write.
   */
  readonly deadline?: number | undefined;
  /** Save without members that are lost, if at least so many are left. Default: all must take part. */
  readonly min?: number | undefined;
}

/** What a save needs of a member of a group. Each `Collective` fits. */
export interface DcpGroup {
  readonly rank: number;
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
