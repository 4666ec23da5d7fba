import type { Data } from './data.ts';
import { CheckpointError, SourceError, type CheckpointIssue } from './error.ts';
import type { TensorInfo } from './header.ts';
import { fill, type Input } from './input.ts';
import { checkEnd, headerOf, type ReadHeaderOptions } from './read.ts';
import { isSharded, shardsAt, type ShardedSource } from './shard-source.ts';
import { withShards } from './shards.ts';
import { reading, type Source } from './source.ts';

/** Where a checkpoint is read from: one file, or several that an index names. */
export type CheckpointSource = Source | ShardedSource;

/** A checkpoint whose headers are read, of one file or of several. */
export interface Store {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly warnings: readonly CheckpointIssue[];
  /** The file that holds a tensor. */
  dataOf(name: string): Data;
  /** Holds headers against the ends of files that do not say their size. It reads their last byte. */
  checkEnds(): Promise<void>;
}
export interface StoreOptions extends ReadHeaderOptions {
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
}

/** Runs `use` on an opened checkpoint and closes all of it, whatever happens. */
export async function opened<T>(source: CheckpointSource, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const shards = isSharded(source) ? source : await shardsAt(source, options);
  if (isSharded(shards)) return withShards(shards, options, use);
  return reading(shards, options, async (input) => {
    const data = await dataIn(input, options);
    return use({ tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => checkEnd(data.input, data.header) });
  });
}

/** The data of one file: of a safetensors file, or of an archive of numpy's, which then looks like one. */
async function dataIn(input: Input, options: StoreOptions): Promise<Data> {
  try {
    return { input, header: await headerOf(input, options) };
  } catch (error) {
    const head = new Uint8Array(Math.min(4, input.size ?? 4));
    const isZip = error instanceof CheckpointError && !(error instanceof SourceError) && (await fill(input, head, 0)) > 0 && /^PK(?:\x03\x04|\x05\x06)$/.test(String.fromCharCode(...head)); // oxlint-disable-line no-control-regex -- it is a binary format
    if (!isZip) throw error;
    return (await import('../npy/npz.ts')).openNpz(input);
  }
}
