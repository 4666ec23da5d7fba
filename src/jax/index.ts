export { flatten } from './flatten.ts';
export { unflatten } from './unflatten.ts';
export { valueAndGrad } from './value-and-grad.ts';

export type { ArraysIn, ArraysOf } from '../../types/jax/arrays.ts';
export type {
  FlatValueAndGrad,
  GradOf,
  Loss,
  LossArguments,
  ValueAndGradOptions,
} from '../../types/jax/value-and-grad.ts';
export type { ValueAndGrad } from '../../types/view/value-and-grad.ts';
