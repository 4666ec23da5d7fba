import type { FileSource } from '../source/source.ts';

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
