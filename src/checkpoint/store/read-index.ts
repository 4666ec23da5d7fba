import { checkOptions } from '../option-checks.ts';
import type { CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import type { FileSource } from '../source/source.ts';
import type { ShardSet } from './check-shards.ts';
import { withLocated } from './with-located.ts';
import {
  isStoreSource,
  type OpenCheckpoint,
  type ShardedSource,
  type Store,
  STORE_OPTIONS,
  type StoreOptions,
} from './store.ts';

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
export async function readIndex(
  source: FileSource | ShardedSource | OpenCheckpoint,
  options: StoreOptions = {},
): Promise<ShardIndex> {
  checkOptions('readIndex', options, STORE_OPTIONS);
  const use = async (
    { tensors, warnings, checkEnds }: Store,
    shards?: Pick<ShardSet, 'weightMap' | 'headers'>,
  ): Promise<ShardIndex> => {
    await checkEnds();
    const { weightMap, headers } = shards ?? failNotSharded();
    return { tensors, weightMap, headers, warnings };
  };
  if (!isStoreSource(source)) return withLocated(source, options, failNotSharded, use);
  const { weightMap = failNotSharded(), headers } = source as OpenCheckpoint;
  return source.useStore(options, (store) => use(store, { weightMap, headers }));
}

function failNotSharded(): never {
  throw new TypeError(
    'the path or URL of an index of shards, or its folder, was expected; use readHeader for a single file',
  );
}
