// No twin in types: deals with files.

/** The rows of a tensor that one of several ranks holds, from `first` up to but not including `end`. */
export interface RankRows {
  readonly first: number;
  readonly end: number;
}

/** Which of how many ranks. */
export interface RankAmong {
  readonly rank: number;
  readonly count: number;
}

/** The rows that a rank gets, by the rule of `shardRows` and torch.chunk: chunks of equal size, rounded up. */
export function rowsOfRank(rows: number, { rank, count }: RankAmong): RankRows {
  const chunk = Math.ceil(rows / count);
  return { first: Math.min(rank * chunk, rows), end: Math.min((rank + 1) * chunk, rows) };
}

/** The shape that a rank has of a tensor. A scalar stays on rank 0, and the other ranks have `[0]`. */
export function shapeOnRank(shape: readonly number[], ranks: RankAmong | undefined): readonly number[] {
  const [rows, ...rest] = shape;
  if (ranks === undefined) return shape;
  if (rows === undefined) return ranks.rank === 0 ? [] : [0];
  const { first, end } = rowsOfRank(rows, ranks);
  return [end - first, ...rest];
}
