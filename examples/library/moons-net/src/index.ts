export { Linear, type LinearSchema, type LinearView } from './linear.ts';
export { Mlp, type MlpSchema, type MlpView } from './mlp.ts';
export { model, net } from './model.ts';
export { openWeights, weights } from './weights.ts';
