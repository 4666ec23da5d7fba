/** A range of a flat array, from `start` to before `end`, in which all elements have one value. */
export interface ValueRun<out V> {
  readonly start: number;
  readonly end: number;
  readonly value: V;
}
/** What an optimiser reads of a result of `assign` or `groups`: values in runs, in memory order. */
export interface ValueRuns<out V> {
  readonly runs: readonly ValueRun<V>[];
  /** The fingerprint of the layout that the values belong to. If it is there, it is checked. */
  readonly fingerprint?: string;
}
/** A number for all elements, or one for each owner. */
export type Rate = number | ValueRuns<number>;
