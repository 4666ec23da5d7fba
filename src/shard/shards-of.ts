import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { ShardsOf } from '../../types/shard/shards-of.ts';
import { describe } from '../array/describe.ts';
import { notShards } from './issues.ts';

/** Consecutive elements of the flat array that are also consecutive in one shard. */
export interface Piece {
  readonly rank: number;
  /** Where they start in the shard, and where in the flat array of the layout. */
  readonly offset: number;
  readonly start: number;
  readonly length: number;
}
/** What a list of shards was made of. */
export interface ShardSource {
  readonly layout: LayoutLike;
  /**
   * Returns the pieces of all shards in memory order. Together they hold each element of each owner once, and no pad.
   */
  readonly piecesOf: () => Generator<Piece, void, undefined>;
  /** Returns how many elements of the layout a shard holds. The last shards may hold fewer than their length. */
  readonly filledOf: (rank: number) => number;
}

// The key is registered, so that lists of another copy of this library have it as well.
const SOURCE = Symbol.for('paramlayout.shards.1');

/** Freezes a list of shards, and puts on it what it was made of. */
export function listShards<T>(shards: T[], source: ShardSource): readonly T[] {
  return Object.freeze(Object.defineProperty(shards, SOURCE, { value: source }));
}

/** Returns what a list of shards was made of. @throws TypeError for a list that `listShards` did not make */
export function sourceOf(shards: ShardsOf<unknown>): ShardSource {
  const source = Array.isArray(shards) ? (Reflect.get(shards, SOURCE) as ShardSource | undefined) : undefined;
  if (source === undefined) throw new TypeError(notShards(describe(shards)));
  return source;
}
