import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import { isSharded } from '../shard/shard-source.ts';
import { mayBeIndex, locateShards } from '../shard/shards-at.ts';
import { withShards } from '../shard/shards.ts';
import type { Input } from '../source/input.ts';
import { useAndClose, openSource, withSource } from '../source/open.ts';
import type { CheckpointSource, Store, StoreOptions } from './store.ts';

/** Runs `use` on an opened checkpoint and closes all of it, whatever happens. */
export async function withCheckpoint<T>(
  source: CheckpointSource,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (isSharded(source)) return withShards(source, options, use);
  const input = (await mayBeIndex(source)) ? undefined : await openSource(source, options).catch(passFolder);
  if (input !== undefined) return useAndClose(input, (file) => withFile(file, options, use));
  const shards = await locateShards(source, options);
  return isSharded(shards) ?
      withShards(shards, options, use)
    : withSource(shards, options, (file) => withFile(file, options, use));
}

/** It takes a call of the system less to open a path than to ask what is there. */
function passFolder(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'EISDIR') throw error;
}

async function withFile<T>(input: Input, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const header = await readHeaderOf(input, options);
  const data = { input, header };
  return use({ tensors: header, warnings: [], dataOf: () => data, checkEnds: () => checkFileEnd(input, header) });
}
