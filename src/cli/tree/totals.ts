/** What tensors come to together. */
export interface Totals {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

export const NO_TENSORS: Totals = { tensors: 0, elements: 0, bytes: 0 };
