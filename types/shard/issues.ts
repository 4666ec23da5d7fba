// The sentences of errors about shards. src/shard/issues.ts has the same ones, word for word.

export type NotPositive<
  What extends string,
  Found extends string,
> = `${What} must be an integer of at least 1, found ${Found}`;
export type TransposedRows<P extends string> =
  `tied transposed to '${P}'; shardRows cuts '${P}' into rows, which are columns here; use shard instead`;
export type SlicedRows<P extends string> =
  `tied to rows of '${P}'; shardRows gives these rows to several ranks; use shard instead`;
