/** Elements to copy from a shard of one list to a shard of another. */
export interface ShardMove {
  /** The rank to copy from, and the rank to copy to. */
  readonly from: number;
  readonly to: number;
  /** Where the elements begin in the flat array of each of the two ranks. */
  readonly fromStart: number;
  readonly toStart: number;
  readonly length: number;
}
