import type { NumberArray } from '../array/kind.ts';
import type { ListOf } from '../arithmetic/block-tuple.ts';
import type { CeilQuotient } from '../arithmetic/quotient.ts';
import type { ProductOf } from '../schema/dim.ts';
import type { Length } from '../schema/memory.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../view/flat.ts';
import type { ShardsOf } from './shards-of.ts';

/** The part of a leaf that lies in a shard. All numbers are in elements. */
export interface ShardPart {
  /** The path of the leaf. It is never a tie. */
  readonly path: string;
  /** The elements of the leaf that lie in the shard: from `start` up to and without `end`, counted within the leaf. */
  readonly start: number;
  readonly end: number;
  /** Where the first of them lies in the shard. */
  readonly offset: number;
}

/**
 * One of `N` equal shards of a flat array with the schema `S`. The length is a multiple of `Align`. This is an
 * interface, so that the compiler computes the length only when a program reads it.
 */
export interface Shard<in out S, in out N extends number, in out Align extends number> {
  /** The index of the shard. */
  readonly rank: number;
  /** The number of elements of each shard, also of one that reaches past the end of the flat array. */
  readonly length: ShardLength<S, N, Align>;
  /** Where the shard starts in the flat array. */
  readonly start: number;
  /** The leaves of which elements lie in the shard, in memory order. */
  readonly parts: readonly ShardPart[];
  /**
   * Returns the elements of a flat array that belong to the shard, as a window on the same memory. It is shorter than
   * `length`, or empty, where the shard reaches past the end.
   *
   * @throws RangeError for a flat array of another length
   */
  window<A extends NumberArray>(flat: FlatIn<S, A>): PlainOf<A>;
}

/** The length of a schema over `N`, rounded up to a multiple of `Align`. */
type ShardLength<S, N extends number, Align extends number> = ProductOf<
  CeilQuotient<CeilQuotient<Length<S>, N>, Align>,
  Align
>;

/** What `shard` returns. */
// `infer` holds the recursion of the length back while the layout is open.
export type Shards<L, N extends number, Align extends number> =
  [FlatSchemaOf<L>] extends [infer S] ? ListOf<N, Shard<S, N, Align>> & ShardsOf<L, N> : never;
