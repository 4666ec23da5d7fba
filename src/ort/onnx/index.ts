// No twin in types: what `lift` and `lower` load on demand.
export { liftModel } from './lift-model.ts';
export { lowerModel } from './lower-model.ts';
