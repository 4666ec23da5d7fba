import { CheckpointError } from '../error.ts';
import type { Input } from '../source/input.ts';
import { withSource } from '../source/open.ts';
import type { FileSource } from '../source/source.ts';
import type { ShardSet } from './check-shards.ts';
import { locateShards } from './locate-shards.ts';
import { withShards } from './open.ts';
import { isSharded, type ShardedSource, type Store, type StoreOptions } from './store.ts';

/** Runs `use` on a single open file. */
type UseFile = <T>(input: Input, options: StoreOptions, use: (store: Store) => Promise<T>) => Promise<T>;

/** A save of shards takes much longer than opening them, so a reader that meets so many in a row should say so. */
const MAX_NEW_SAVES = 100;

/**
 * Runs `use` on an index of shards, on the shards or the only file in a folder, or on a URL. While another program
 * saves, the files that an index or a folder named may be gone before they are opened. Then it looks again, and if it
 * finds another checkpoint, it opens that.
 */
export async function withLocated<T>(
  source: FileSource | ShardedSource,
  options: StoreOptions,
  useFile: UseFile,
  use: (store: Store, shards?: ShardSet) => Promise<T>,
): Promise<T> {
  if (isSharded(source)) return withShards(source, options, use);
  let located = await locateShards(source, options);
  for (let tries = 0; ; tries++) {
    let isOpen = false;
    const useOpen = (store: Store, shards?: ShardSet): Promise<T> => {
      isOpen = true;
      return use(store, shards);
    };
    try {
      return isSharded(located) ?
          await withShards(located, options, useOpen)
        : await withSource(located, options, (file) => useFile(file, options, useOpen));
    } catch (error) {
      if (isOpen || tries >= MAX_NEW_SAVES || !mayBeReplaced(error)) throw error;
      const now = await locateShards(source, options);
      // A file in a folder may have gone and come back.
      if (isSame(located, now) && (located === source || !isGone(error))) throw error;
      located = now;
    }
  }
}

const isGone = (error: unknown): boolean => (error as { code?: unknown }).code === 'ENOENT';
const mayBeReplaced = (error: unknown): boolean => error instanceof CheckpointError || isGone(error);

/** Whether two looks found the same: one source, or indices with the same bytes. */
function isSame(before: FileSource | ShardedSource, now: FileSource | ShardedSource): boolean {
  if (!isSharded(before) || !isSharded(now)) return before === now;
  const [one, other] = [before.index as Uint8Array, now.index as Uint8Array]; // locateShards reads bytes
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
