// No twin in src: at run time a range is a plain object.

/** A run of elements of a flat array, from `start` up to but not including `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
