import { checkEnd, headerOf } from '../header/read.ts';
import { isSharded } from '../shard/shard-source.ts';
import { mayBeIndex, shardsAt } from '../shard/shards-at.ts';
import { withShards } from '../shard/shards.ts';
import type { Input } from '../source/input.ts';
import { closing, openSource, reading } from '../source/open.ts';
import type { CheckpointSource, Store, StoreOptions } from './store.ts';

/** Runs `use` on an opened checkpoint and closes all of it, whatever happens. */
export async function opened<T>(
  source: CheckpointSource,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (isSharded(source)) return withShards(source, options, use);
  const input = (await mayBeIndex(source)) ? undefined : await openSource(source, options).catch(unlessFolder);
  if (input !== undefined) return closing(input, (file) => useFile(file, options, use));
  const shards = await shardsAt(source, options);
  return isSharded(shards) ?
      withShards(shards, options, use)
    : reading(shards, options, (file) => useFile(file, options, use));
}

/** It takes a call of the system less to open a path than to ask what is there. */
function unlessFolder(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'EISDIR') throw error;
}

async function useFile<T>(input: Input, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const header = await headerOf(input, options);
  const data = { input, header };
  return use({ tensors: header, warnings: [], dataOf: () => data, checkEnds: () => checkEnd(input, header) });
}
