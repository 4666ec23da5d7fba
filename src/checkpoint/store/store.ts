import type { CheckpointIssue } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import type { ReadHeaderOptions } from '../header/read.ts';
import type { FileSource } from '../source/source.ts';
import type { StoreFile } from './store-file.ts';

/** Where to read a checkpoint from: one file, or the files that an index names. */
export type CheckpointSource = FileSource | ShardedSource;

/** An open checkpoint of one or several files, with its headers. */
export interface Store {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The names in the index of shards. With a prefix, `tensors` may have fewer. */
  readonly names?: Iterable<string> | undefined;
  readonly warnings: readonly CheckpointIssue[];
  /** The file that holds a tensor. */
  dataOf(name: string): StoreFile;
  /** Checks headers against the ends of files of unknown size, by reading their last byte. */
  checkEnds(): Promise<void>;
}
export interface StoreOptions extends ReadHeaderOptions {
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
}

/** A checkpoint in several files: the index as data, and a function that gives each file. */
export interface ShardedSource {
  /** The index: its bytes, its text, or the parsed JSON. */
  readonly index: unknown;
  /** Gives the source of a file in the index; undefined if it does not exist. */
  shard(file: string): FileSource | undefined | Promise<FileSource | undefined>;
  /** The names of the files beside the index, if known. A shard among them that the index does not name is an issue. */
  readonly files?: readonly string[] | undefined;
}

export const isSharded = (source: unknown): source is ShardedSource =>
  typeof source === 'object' && source !== null && 'index' in source && 'shard' in source;
