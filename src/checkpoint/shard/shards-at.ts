import { isFileUrl, webAddress } from '../source/open.ts';
import { node, pathOf } from '../source/file.ts';
import type { Source, SourceOptions } from '../source/source.ts';
import { bytesOfIndex } from './index-bytes.ts';
import type { ShardedSource } from './shard-source.ts';

/** The shards of an index that is given by its path, its URL or its folder; any other source as it is. */
export async function shardsAt(source: Source, options: SourceOptions): Promise<Source | ShardedSource> {
  const web = webAddress(source);
  if (web !== undefined) return /^[^?#]*\.json(?:[?#]|$)/i.test(web) ? shardsBeside(web, options) : source;
  if (typeof source !== 'string' && !isFileUrl(source)) return source;
  return (await import('./folder.ts')).shardsInFolder(source, options);
}

/** Whether a source may be an index by its name. A path of another name may still be a folder, which only opening it tells. */
export async function mayBeIndex(source: Source): Promise<boolean> {
  if (webAddress(source) !== undefined) return true;
  return (
    (typeof source === 'string' || isFileUrl(source)) && /\.json$/i.test(pathOf(source, await node('read', source)))
  );
}

/** Shards are beside their index: the same address with another last part, its query kept. */
async function shardsBeside(address: string, options: SourceOptions): Promise<ShardedSource> {
  const [, folder = '', rest = ''] = /^([^?#]*\/)[^?#/]*(.*)$/s.exec(address) ?? [];
  return {
    index: await bytesOfIndex(address, options),
    shard: (file) => `${folder}${file.split('/').map(encodeURIComponent).join('/')}${rest}`,
  };
}
