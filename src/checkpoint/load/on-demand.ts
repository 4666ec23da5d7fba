// What `load` imports only on demand. Other functions import the same modules at once; if `load` named them itself, a
// bundler would warn that its dynamic import moves nothing into another chunk.
import type { Slot } from '../../../types/place/slot.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { ArrangedRead } from '../fit/arranged-fit.ts';
import type { FittedFile } from '../fit/explain-fit.ts';
import { fitErrorOf } from '../fit/fit-error.ts';
import { type ArrangedTensor, readTransposed } from './arranged-pieces.ts';
import { comparisonChunksOf } from './comparison-chunks.ts';
import { type BitsOption, bitsKeeperOf } from './keep-bits.ts';

/** @throws CheckpointError with all reasons why a file does not fit */
export function throwFitError(file: FittedFile): never {
  throw fitErrorOf(file);
}

export const keepBits = (layout: LayoutLike, kind: string, option: BitsOption): ReturnType<typeof bitsKeeperOf> =>
  bitsKeeperOf(layout, kind, option);

export const readTranspose = (tensor: Omit<ArrangedTensor, 'boxes' | 'slots'>, slot: Slot): ArrangedRead =>
  readTransposed(tensor, slot);

export const compareCopies = (...given: Parameters<typeof comparisonChunksOf>): ReturnType<typeof comparisonChunksOf> =>
  comparisonChunksOf(...given);
