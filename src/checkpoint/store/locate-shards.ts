import { isFileUrl, webAddressOf } from '../source/open.ts';
import type { FileSource, SourceOptions } from '../source/source.ts';
import { readIndexBytes } from './index-file.ts';
import type { ShardedSource } from './store.ts';

/** Locates the shards of an index, given its path, its URL or its folder. Returns any other source as it is. */
export async function locateShards(source: FileSource, options: SourceOptions): Promise<FileSource | ShardedSource> {
  const web = webAddressOf(source);
  if (web !== undefined) return /^[^?#]*\.json(?:[?#]|$)/i.test(web) ? shardsBesideIndex(web, options) : source;
  if (typeof source !== 'string' && !isFileUrl(source)) return source;
  return (await import('./locate-in-folder.ts')).locateInFolder(source, options);
}

/** Shards lie beside their index: the same address with another last segment and the same query. */
async function shardsBesideIndex(address: string, options: SourceOptions): Promise<ShardedSource> {
  const [, folder = '', rest = ''] = /^([^?#]*\/)[^?#/]*(.*)$/s.exec(address) ?? [];
  return {
    index: await readIndexBytes(address, options),
    shard: (file) => `${folder}${file.split('/').map(encodeURIComponent).join('/')}${rest}`,
  };
}
