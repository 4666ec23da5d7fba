export { lift } from './lift.ts';
export { lower } from './lower.ts';

export type { ExternalFiles, Lifted, LiftedArray, LiftOptions, LiftSource } from '../../types/ort/lifted.ts';
export type { LowerOptions } from '../../types/ort/lower.ts';
