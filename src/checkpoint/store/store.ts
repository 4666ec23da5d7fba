import type { CheckpointIssue } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import type { ReadHeaderOptions } from '../header/read.ts';
import type { FileSource } from '../source/source.ts';
import type { StoreFile } from './file.ts';

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

/** A checkpoint in several files: the index as data, and what opens the files that it names. */
export interface ShardedSource {
  /** The index: its bytes, its text, or what JSON.parse made of that. */
  readonly index: unknown;
  /** What a file of the index is read from; undefined where there is none. */
  shard(file: string): FileSource | undefined | Promise<FileSource | undefined>;
  /** The names of the files beside the index, where they are known: shards among them that the index does not name are refused. */
  readonly files?: readonly string[] | undefined;
}

export const isSharded = (source: unknown): source is ShardedSource =>
  typeof source === 'object' && source !== null && 'index' in source && 'shard' in source;
