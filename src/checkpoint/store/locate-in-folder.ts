import { CheckpointError } from '../error.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import type { FileUrl, SourceOptions } from '../source/source.ts';
import { clipText } from '../text.ts';
import { readIndexBytes } from './index-file.ts';
import { isShardOfSave } from './shard-name.ts';
import type { ShardedSource } from './store.ts';
import { groupShards, indexShards, type UnindexedSet } from './unindexed-shards.ts';

/**
 * Locates the shards of an index, given the path of the index or of its folder. Returns the path if it is a single
 * file.
 */
export async function locateInFolder(
  source: string | FileUrl,
  options: SourceOptions,
): Promise<string | ShardedSource> {
  const system = await getNodeModules('read', source);
  const { fs, dirname, join } = system;
  const path = pathOf(source, system);
  const isFolder = (await fs.stat(path)).isDirectory();
  for (let tries = 0; ; tries++) {
    const listed = isFolder ? findInFolder(await fs.readdir(path), path) : undefined;
    if (listed !== undefined && typeof listed !== 'string') {
      const inFolder = (file: string): string => join(path, file);
      return { index: await indexShards(listed, inFolder, options), shard: inFolder, files: listed.files };
    }
    const found = listed === undefined ? path : join(path, listed);
    if (!/\.json$/i.test(found)) return found;
    try {
      return await shardsBeside(found);
    } catch (error) {
      // A save of a single file removed the index since the folder was read.
      if (!isFolder || tries >= MAX_REMOVED_INDICES || (error as { code?: unknown }).code !== 'ENOENT') throw error;
    }
  }

  async function shardsBeside(index: string): Promise<ShardedSource> {
    const folder = dirname(index);
    return {
      index: await readIndexBytes(index, options),
      shard: async (file) => ((await exists(join(folder, file))) ? join(folder, file) : undefined),
      files: await fs.readdir(folder),
    };
  }

  async function exists(file: string): Promise<boolean> {
    try {
      await fs.stat(file);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return false;
      throw error;
    }
  }
}

/** A reader that meets so many removed indices in a row should say so. */
const MAX_REMOVED_INDICES = 100;

/** The only index in a folder, or else its only checkpoint: a file, or a complete set of shards. */
function findInFolder(files: readonly string[], folder: string): string | UnindexedSet {
  // Without an index, shards whose names carry a save are what an unfinished save left.
  const endingIn = (ending: string): readonly string[] =>
    files.filter((file) => file.endsWith(ending) && !isShardOfSave(file)).sort();
  const indexes = endingIn('.safetensors.index.json');
  const found = indexes.length > 0 ? indexes : groupShards(endingIn('.safetensors'));
  const [first] = found;
  if (found.length > 1)
    throw new CheckpointError(`the folder ${clipText(folder)} holds more than one checkpoint`, {
      expected: 'the path of one of them',
      found: found
        .slice(0, 8)
        .map((each) => (typeof each === 'string' ? each : each.files[0]))
        .join(', '),
    });
  if (typeof first === 'string') return first;
  if (first !== undefined) return first.count === undefined ? (first.files[0] as string) : first;
  throw new CheckpointError(`the folder ${clipText(folder)} holds no checkpoint`, {
    expected: 'a .safetensors.index.json or a .safetensors file',
    found: `${files.length} other files`,
  });
}
