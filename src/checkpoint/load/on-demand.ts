// What `load` imports only on demand. Other functions import the same modules at once; if `load` named them itself, a
// bundler would warn that its dynamic import moves nothing into another chunk.
export { fitErrorOf } from '../fit/fit-error.ts';
export { readTransposed } from './arranged-pieces.ts';
export { comparisonChunksOf } from './comparison-chunks.ts';
export { bitsKeeperOf } from './keep-bits.ts';
