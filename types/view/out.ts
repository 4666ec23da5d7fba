/** The option of one call that writes a flat array. */
export interface OutOption<G> {
  /** The flat array to write to, in place of a new one. */
  readonly out: G;
}
