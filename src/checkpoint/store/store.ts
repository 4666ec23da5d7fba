import type { CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import { HEADER_OPTIONS, type ReadHeaderOptions } from '../header/read.ts';
import { A_TEXT, EXTRA, type OptionCheck } from '../option-checks.ts';
import type { FileSource } from '../source/source.ts';
import type { StoreFile } from './store-file.ts';

/** Where to read a checkpoint from: one file, the files that an index names, or a value that reads by itself. */
export type CheckpointSource = FileSource | ShardedSource | StoreSource;

/** A value that gives the tensors of a checkpoint itself: what `open`, `dcp` or `modelJson` returned. */
export interface StoreSource {
  readonly kind: 'open checkpoint' | 'dcp' | 'model.json';
  /** @internal Runs `use` on the tensors. */
  useStore<T>(options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T>;
}
export const isStoreSource = (source: unknown): source is StoreSource =>
  typeof source === 'object' && source !== null && 'useStore' in source;

/** A checkpoint that `open` opened: its headers are read, and it serves many loads. */
export interface OpenCheckpoint extends StoreSource, AsyncDisposing {
  readonly kind: 'open checkpoint';
  /** The tensors by name. Of shards, those in the files that were opened so far; `readIndex` opens all. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The `__metadata__` of a single file; undefined if it has none. Those of shards are in their `headers`. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** The headers of the files that were opened so far, by name. The name of a single file is empty. */
  readonly headers: ReadonlyMap<string, Header>;
  /** The file of each tensor according to the index; undefined for a single file. */
  readonly weightMap: ReadonlyMap<string, string> | undefined;
  /** Waits for the loads that run, and closes all files. Later loads throw. */
  close(): Promise<void>;
}

/** `close` under the key of `await using`, if the program's own library of types has this key. */
type AsyncDisposing = { readonly [K in AsyncDisposeKey]: () => Promise<void> };
type AsyncDisposeKey = SymbolConstructor extends { readonly asyncDispose: infer K extends symbol } ? K : never;

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
export const STORE_OPTIONS = {
  ...HEADER_OPTIONS,
  prefix: A_TEXT,
  extra: EXTRA,
} satisfies Record<keyof StoreOptions, OptionCheck>;

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
