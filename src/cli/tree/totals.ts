/** What tensors come to together. */
export interface Totals {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

export const NOTHING: Totals = { tensors: 0, elements: 0, bytes: 0 };
