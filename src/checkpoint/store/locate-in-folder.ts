import { CheckpointError } from '../error.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import type { FileUrl, SourceOptions } from '../source/source.ts';
import { clipText } from '../text.ts';
import { readIndexBytes } from './index-file.ts';
import { isShardOfSave } from './shard-name.ts';
import type { ShardedSource } from './store.ts';

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
  const found = isFolder ? join(path, findInFolder(await fs.readdir(path), path)) : path;
  if (!/\.json$/i.test(found)) return found;
  const folder = dirname(found);
  return {
    index: await readIndexBytes(found, options),
    shard: async (file) => ((await exists(join(folder, file))) ? join(folder, file) : undefined),
    files: await fs.readdir(folder),
  };

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

/** The only index in a folder, or else its only checkpoint. */
function findInFolder(files: readonly string[], folder: string): string {
  for (const ending of ['.safetensors.index.json', '.safetensors']) {
    // Without an index, shards whose names carry a save are what an unfinished save left.
    const found = files.filter((file) => file.endsWith(ending) && !isShardOfSave(file)).sort();
    if (found.length === 1) return found[0] as string;
    if (found.length > 1)
      throw new CheckpointError(`the folder ${clipText(folder)} holds more than one checkpoint`, {
        expected: 'the path of one of them',
        found: found.slice(0, 8).join(', '),
      });
  }
  throw new CheckpointError(`the folder ${clipText(folder)} holds no checkpoint`, {
    expected: 'a .safetensors.index.json or a .safetensors file',
    found: `${files.length} other files`,
  });
}
