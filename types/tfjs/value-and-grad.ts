import type { Tensor } from '@tensorflow/tfjs-core';
import type { FlatIn, FlatOf, FlatSchemaOf } from '../view/flat.ts';
import type { OutOption } from '../view/out.ts';
import type { ValueAndGrad } from '../view/value-and-grad.ts';
import type { TensorsOf } from './tensors.ts';

/** What a loss takes besides the parameters: tensors, texts, numbers, and lists and objects of them. */
export type LossArgument =
  | Tensor
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly LossArgument[]
  | { readonly [key: string]: LossArgument };
export type LossArguments = readonly LossArgument[];

/** A loss of named parameters. It returns a scalar. */
export type Loss<L, A extends LossArguments> = (parameters: TensorsOf<L>, ...args: A) => Tensor;

/** The options of `valueAndGrad`. */
export interface ValueAndGradOptions<G = Float32Array> {
  /** The flat array that each call writes its gradient to, in place of a new one. */
  readonly out?: G | undefined;
}

/** The function that `valueAndGrad` returns. */
export type FlatValueAndGrad<L, A extends LossArguments> = <F extends Float32Array>(
  flat: FlatIn<FlatSchemaOf<L>, F>,
  ...args: [
    ...args: A,
    // The array may lie in shared memory, and be of any flat type that fits.
    options?: OutOption<FlatIn<FlatSchemaOf<L>, Float32Array>>,
  ]
) => Promise<ValueAndGrad<FlatOf<L>>>;
