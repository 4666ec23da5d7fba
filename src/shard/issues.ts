// The sentences of errors about shards. types/shard/issues.ts has the first three, word for word.

export const notPositive = (what: string, found: string): string =>
  `${what} must be an integer of at least 1, found ${found}`;
export const transposedRows = (path: string): string =>
  `tied transposed to '${path}'; shardRows cuts '${path}' into rows, which are columns here; use shard instead`;
export const slicedRows = (path: string): string =>
  `tied to rows of '${path}'; shardRows gives these rows to several ranks; use shard instead`;

/** No twin: only the run time refuses such a shard. */
export const longShard = (length: number, align: number): string =>
  `a shard of at most ${Number.MAX_SAFE_INTEGER} elements was expected, ` +
  `found ${length} rounded up to a multiple of ${align}`;
export const notShards = (found: string): string =>
  `the list that shard or shardRows returned was expected, found ${found}`;
export const wrongShardCount = (expected: number, found: number): string =>
  `one flat array for each of ${expected} shards was expected, found ${found}`;
export const otherShardLayout = (expected: string, found: string): string =>
  `shards of one layout were expected, found shards of the layouts with the fingerprints ${expected} and ${found}`;
export const notRank = (count: number, found: string): string =>
  `a rank from 0 to ${count - 1} was expected, found ${found}`;
