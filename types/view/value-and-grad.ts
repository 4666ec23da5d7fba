// No twin in src: the adapters of libraries that differentiate return it.

/** The value of a loss and its flat gradient. */
export interface ValueAndGrad<G> {
  readonly value: number;
  readonly grad: G;
}
