import { CheckpointError } from '../error.ts';
import type { Input } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import type { FileSource } from '../source/source.ts';
import type { ShardSet } from './check-shards.ts';
import { locateShards } from './locate-shards.ts';
import { withShards } from './open.ts';
import { isSharded, type ShardedSource, type Store, type StoreOptions } from './store.ts';

/**
 * Runs `use` on an index of shards, on the shards or the only file in a folder, or on a URL. `useFile` runs it on a
 * single file. While another program saves, the shards of an index may be gone before they are opened; then the new
 * index is read.
 */
export async function withLocated<T>(
  source: FileSource | ShardedSource,
  options: StoreOptions,
  useFile: (input: Input, options: StoreOptions, use: (store: Store) => Promise<T>) => Promise<T>,
  use: (store: Store, shards?: ShardSet) => Promise<T>,
): Promise<T> {
  if (isSharded(source)) return withShards(source, options, use);
  const located = await locateShards(source, options);
  if (!isSharded(located)) return withSource(located, options, (file) => useFile(file, options, use));
  return withCurrentShards(source, located, options, use);
}

/** A save of shards takes much longer than opening them, so a reader that meets so many in a row should say so. */
const MAX_NEW_INDICES = 100;

/** Opens the shards of an index that lies at `source`. If they are gone and the index is a new one, it tries again. */
export async function withCurrentShards<T>(
  source: FileSource,
  located: ShardedSource,
  options: StoreOptions,
  use: (store: Store, shards: ShardSet) => Promise<T>,
): Promise<T> {
  let shards = located;
  for (let tries = 0; ; tries++) {
    let isOpen = false;
    try {
      return await withShards(shards, options, (store, set) => {
        isOpen = true;
        return use(store, set);
      });
    } catch (error) {
      if (isOpen || tries >= MAX_NEW_INDICES || !(error instanceof CheckpointError)) throw error;
      const now = await locateShards(source, options);
      if (!isSharded(now) || isSameIndex(shards.index, now.index)) throw error;
      shards = now;
    }
  }
}

/** Compares the bytes of two indices. */
function isSameIndex(a: unknown, b: unknown): boolean {
  const [one, other] = [a as Uint8Array, b as Uint8Array]; // locateShards reads bytes
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
