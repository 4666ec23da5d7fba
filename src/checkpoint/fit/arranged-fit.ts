// No twin in types: the compiler checks the rules of a mapping, not the file.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { CheckpointIssue } from '../error.ts';

/** Tensors that lie in a file in another arrangement than in the leaves that they fill. */
export interface ArrangedFit {
  readonly tensors: readonly ArrangedRead[];
  /** The leaves that they fill. */
  readonly paths: readonly string[];
  /** Those of the leaves that they fill only in part. */
  readonly partly: readonly string[];
  /** What the user should know. */
  readonly notes: readonly CheckpointIssue[];
}

/** How to read a tensor. It carries its code, so that a program without mappings does not load that code. */
export interface ArrangedRead {
  readonly name: string;
  /** Where its data begin and end, in bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  /** Splits it into pieces of at most 1 MiB. `onWrite` is called with a range of the flat array, in bytes. */
  pieces(flat: AnyArray, onWrite: (at: number, length: number) => void): Iterable<ReadPiece>;
}
export interface ReadPiece {
  readonly start: number;
  readonly length: number;
  put(source: Uint8Array): void;
}
