import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { webAddressOf } from '../../checkpoint/source/open.ts';
import { parseIndex } from '../../checkpoint/store/index-file.ts';
import { locateShards } from '../../checkpoint/store/locate-shards.ts';
import { isSharded } from '../../checkpoint/store/store.ts';

/**
 * The paths of all files that an argument stands for: one file, or an index and all its shards. A URL stands for none.
 */
export async function inputPathsOf(file: string): Promise<readonly string[]> {
  if (webAddressOf(file) !== undefined) return [];
  const found = await locateShards(file, {});
  if (!isSharded(found)) return [found as string]; // what is located for a path is a path
  const isFolder = (await stat(file)).isDirectory();
  const folder = isFolder ? file : dirname(file);
  const indexes = isFolder ? (await readdir(file)).filter((name) => name.endsWith('.index.json')) : [];
  const shards = new Set(parseIndex(found.index).weightMap.values());
  return [...(isFolder ? [] : [file]), ...[...indexes, ...shards].map((name) => join(folder, name))];
}
