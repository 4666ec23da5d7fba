import type { StoreFile } from './data.ts';
import type { CheckpointIssue } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import type { ReadHeaderOptions } from '../header/read.ts';
import type { ShardedSource } from '../shard/shard-source.ts';
import type { FileSource } from '../source/source.ts';

/** Where a checkpoint is read from: one file, or several that an index names. */
export type CheckpointSource = FileSource | ShardedSource;

/** A checkpoint whose headers are read, of one file or of several. */
export interface Store {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly warnings: readonly CheckpointIssue[];
  /** The file that holds a tensor. */
  dataOf(name: string): StoreFile;
  /** Holds headers against the ends of files that do not say their size. It reads their last byte. */
  checkEnds(): Promise<void>;
}
export interface StoreOptions extends ReadHeaderOptions {
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
}
