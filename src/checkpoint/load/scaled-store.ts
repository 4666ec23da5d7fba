// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { Store } from '../store/store.ts';
import type { LeafToRead } from './leaf-chunks.ts';
import type { Chunk, ReadWatch } from './read-chunks.ts';

/** A leaf that may have scales. */
export interface ScaledLeaf extends LeafToRead {
  readonly transposed: boolean;
}

/** A store in which each pair of elements and scales is one tensor. */
export interface ScaledStore extends Store {
  /** Whether a tensor has scales. */
  hasScales(name: string): boolean;
  /** Compares nothing: scaled elements would have to be compared as products. @throws CheckpointError for such a copy */
  refuseCopy(name: string): void;
  /** The chunks of a leaf that has scales, in parts; undefined for any other leaf. */
  chunksOf(leaf: ScaledLeaf, flat: AnyArray, onWrite: ReadWatch['onWrite']): AsyncIterable<Iterable<Chunk>> | undefined;
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
