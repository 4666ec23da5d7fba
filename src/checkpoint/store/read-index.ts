import { requireOptions } from '../../schema/options.ts';
import type { CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import { type FileSource, SOURCE_OPTIONS } from '../source/source.ts';
import { locateShards } from './locate-shards.ts';
import { withShards } from './open.ts';
import { isSharded, type ShardedSource, type StoreOptions } from './store.ts';

/** A sharded checkpoint: its index, and the headers of its files. */
export interface ShardIndex {
  /** The tensors of all files by name. Their `start` and `end` count from the start of the data in their own file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The file of each tensor. */
  readonly weightMap: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, Header>;
  /** Issues that were let pass, such as a wrong `total_size`. */
  readonly warnings: readonly CheckpointIssue[];
}

/**
 * Reads the index of a sharded checkpoint and the headers of its files, and checks them against each other. It reads no
 * data.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { maxShardSize: 160 });
 * const { tensors } = await readIndex('model.safetensors.index.json');
 * checkpointSchema(model).parse(tensors); // of paramlayout/zod
 *
 * @throws CheckpointError with all issues: missing and surplus files and tensors
 */
export async function readIndex(source: FileSource | ShardedSource, options: StoreOptions = {}): Promise<ShardIndex> {
  requireOptions('readIndex', options, [...SOURCE_OPTIONS, 'strict', 'prefix', 'extra']);
  const shards = isSharded(source) ? source : await locateShards(source, options);
  if (!isSharded(shards))
    throw new TypeError(
      'the path or URL of an index of shards, or its folder, was expected; use readHeader for a single file',
    );
  return withShards(shards, options, async ({ tensors, warnings, checkEnds }, { weightMap, headers }) => {
    await checkEnds();
    return { tensors, weightMap, headers, warnings };
  });
}
