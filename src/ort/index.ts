export { feeds } from './feeds.ts';
export { lift } from './lift.ts';
export { lower } from './lower.ts';
export { tensors } from './tensors.ts';

export type { ExternalFiles, Lifted, LiftedArray, LiftOptions, LiftSource } from '../../types/ort/lifted.ts';
export type { LowerOptions } from '../../types/ort/lower.ts';
export type { LeafTensor, OrtLike, OrtTypeOf, OrtTypes, TensorsOf, TensorsOptions } from '../../types/ort/tensors.ts';
