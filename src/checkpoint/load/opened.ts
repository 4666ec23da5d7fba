import { checkEnd, headerOf } from '../header/read.ts';
import { isSharded } from '../shard/shard-source.ts';
import { shardsAt } from '../shard/shards-at.ts';
import { withShards } from '../shard/shards.ts';
import { reading } from '../source/open.ts';
import type { CheckpointSource, Store, StoreOptions } from './store.ts';

/** Runs `use` on an opened checkpoint and closes all of it, whatever happens. */
export async function opened<T>(source: CheckpointSource, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const shards = isSharded(source) ? source : await shardsAt(source, options);
  if (isSharded(shards)) return withShards(shards, options, use);
  return reading(shards, options, async (input) => {
    const header = await headerOf(input, options);
    const data = { input, header };
    return use({ tensors: header, warnings: [], dataOf: () => data, checkEnds: () => checkEnd(input, header) });
  });
}
