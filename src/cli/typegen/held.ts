import type { TensorInfo } from '../../checkpoint/header/header.ts';

/** A tensor that the layout will have, and its path there. */
export interface HeldTensor {
  readonly path: string;
  readonly info: TensorInfo;
  readonly shape: readonly number[];
}
