/** The key under which the list of all shards of a layout holds where they come from. */
export declare const shardsKey: unique symbol;

/** The list of all shards of a layout `L`, as `shard` and `shardRows` return it. */
export interface ShardsOf<out L, out N extends number = number> {
  readonly [shardsKey]: L;
  readonly length: N;
}
