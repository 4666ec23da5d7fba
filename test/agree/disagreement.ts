/** A disagreement between two of the three: run time, compiler and naive reference. */
export interface Disagreement {
  /** The name of the group of lines. */
  readonly of: string;
  readonly between: string;
  readonly about: string;
  /** The schema, or the line, as source. */
  readonly code: string;
  readonly found: string;
}
