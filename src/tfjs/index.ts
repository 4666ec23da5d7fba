export { flatten } from './flatten.ts';
export { unflatten } from './unflatten.ts';
export { valueAndGrad } from './value-and-grad.ts';
export { readVariables, setVariables, variables } from './variables.ts';
export { fromWeights, toWeights } from './weights.ts';

export type { ShapedTensor, TensorsIn, TensorsOf } from '../../types/tfjs/tensors.ts';
export type {
  FlatValueAndGrad,
  Loss,
  LossArgument,
  LossArguments,
  ValueAndGradOptions,
} from '../../types/tfjs/value-and-grad.ts';
export type { VariablesOptions } from '../../types/tfjs/variables.ts';
export type { LayersLike, WeightsOptions } from '../../types/tfjs/weights.ts';
export type { OutOption } from '../../types/view/out.ts';
export type { ValueAndGrad } from '../../types/view/value-and-grad.ts';
