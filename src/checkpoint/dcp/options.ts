// No twin in types: the compiler does not see how ranks share files.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { ShardsOf } from '../../../types/shard/shards-of.ts';

/** The ranks that share a model. */
export interface DcpOptions {
  /** What `shardRows` returned. Each rank holds its rows of each tensor. */
  readonly shards?: (ShardsOf<unknown> & readonly LayoutLike[]) | undefined;
  /** The rank whose rows are loaded or saved. Without it, `load` reads the whole model, and `save` writes all ranks. */
  readonly rank?: number | undefined;
}

/** What the options of `dcp` say. */
export interface DcpRanks extends DcpOptions {
  /** The layout of which `shards` are shards. */
  readonly whole: LayoutLike | undefined;
}
