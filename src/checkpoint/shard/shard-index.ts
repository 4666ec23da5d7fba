import type { CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import { isSharded, type ShardedSource } from './shard-source.ts';
import { shardsAt } from './shards-at.ts';
import { withShards } from './shards.ts';
import type { Source } from '../source/source.ts';
import type { StoreOptions } from '../load/store.ts';

/** A sharded checkpoint: its index, and the headers of its files. */
export interface ShardIndex {
  /** The tensors of all files by name. Their `start` and `end` count from the start of the data in their own file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The file that holds each. */
  readonly weightMap: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, Header>;
  /** What the index says that is odd, but no fault: a wrong `total_size`. */
  readonly warnings: readonly CheckpointIssue[];
}

/**
 * Reads the index of a sharded checkpoint and the headers of its files, and holds them against one another; no data are read.
 *
 * @example
 * await save(model, flat, 'model.safetensors', { maxShardSize: 160 });
 * const { tensors } = await readIndex('model.safetensors.index.json');
 * checkpointSchema(model).parse(tensors); // of paramlayout/zod
 *
 * @throws CheckpointError with all that does not agree: missing and surplus files and tensors
 */
export async function readIndex(source: Source | ShardedSource, options: StoreOptions = {}): Promise<ShardIndex> {
  const shards = isSharded(source) ? source : await shardsAt(source, options);
  if (!isSharded(shards))
    throw new TypeError(
      'the path or URL of an index of shards, or its folder, was expected: readHeader reads a single file',
    );
  return withShards(shards, options, async ({ tensors, warnings, checkEnds }, { weightMap, headers }) => {
    await checkEnds();
    return { tensors, weightMap, headers, warnings };
  });
}
