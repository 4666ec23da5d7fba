// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { FitResult } from '../fit/fit.ts';
import type { Store } from '../store/store.ts';
import type { LeafToRead } from './leaf-chunks.ts';
import type { Chunk, ReadWatch } from './read-chunks.ts';

/** A store in which each pair of elements and scales is one tensor. */
export interface ScaledStore extends Store {
  hasScales(name: string): boolean;
  /**
   * Scales are applied only to tensors that lie in the file as in a leaf or its transpose, and copies are not compared.
   *
   * @throws CheckpointError for a tensor with scales that is a further copy of a tied one, or that a mapping arranges
   * anew
   */
  requireUnscaled(stored: FitResult['stored'], arranged: readonly { readonly name: string }[] | undefined): void;
  /** The chunks of a leaf that has scales, in parts. The file may hold the transpose of the leaf. */
  chunksOf(
    leaf: LeafToRead,
    transposed: boolean,
    flat: AnyArray,
    onWrite: ReadWatch['onWrite'],
  ): AsyncIterable<Iterable<Chunk>>;
}

/** The value that `scales()` returns. It carries the code that applies scales, so that `load` itself has none. */
export interface Scales {
  readonly kind: 'scales';
  /** @internal */
  readonly open: (store: Store) => ScaledStore;
  toJSON(): ScalesJson;
}

/** `scales()` as data. */
export interface ScalesJson {
  readonly kind: 'scales';
  readonly block: readonly [rows: number, columns: number];
  readonly mxfp4Transposed: boolean;
}
