// The sentences of errors about shards. src/shard/issues.ts has the same ones, word for word.

export type NotPositive<
  What extends string,
  Found extends string,
> = `${What} must be an integer of at least 1, found ${Found}`;
export type TransposedRows<P extends string> =
  `tied transposed to '${P}'; shardRows gives each rank some rows of '${P}', which are columns here`;
export type SlicedRows<P extends string> =
  `tied to rows of '${P}'; shardRows gives them to other ranks, so the tie cannot follow them`;
