// No twin in src: at run time a range is a plain object.

/** Consecutive elements of a flat array, from `start` up to and without `end`. */
export interface ElementRange {
  readonly start: number;
  readonly end: number;
}
