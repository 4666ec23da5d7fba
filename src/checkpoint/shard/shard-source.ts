import { isFileUrl, webAddress } from '../source/open.ts';
import { bytesOfIndex } from './index-bytes.ts';
import type { Source, SourceOptions } from '../source/source.ts';

/** A checkpoint in several files: the index as data, and what opens the files that it names. */
export interface ShardedSource {
  /** The index: its bytes, its text, or what JSON.parse made of that. */
  readonly index: unknown;
  /** What a file of the index is read from; undefined where there is none. */
  shard(file: string): Source | undefined | Promise<Source | undefined>;
  /** The names of the files beside the index, where they are known: shards among them that the index does not name are refused. */
  readonly files?: readonly string[] | undefined;
}

export const isSharded = (source: unknown): source is ShardedSource => typeof source === 'object' && source !== null && 'index' in source && 'shard' in source;

/** The shards of an index that is given by its path, its URL or its folder; any other source as it is. */
export async function shardsAt(source: Source, options: SourceOptions): Promise<Source | ShardedSource> {
  const web = webAddress(source);
  if (web !== undefined) return /^[^?#]*\.json(?:[?#]|$)/i.test(web) ? shardsBeside(web, options) : source;
  if (typeof source !== 'string' && !isFileUrl(source)) return source;
  return (await import('./folder.ts')).shardsInFolder(source, options);
}

/** Shards are beside their index: the same address with another last part, its query kept. */
async function shardsBeside(address: string, options: SourceOptions): Promise<ShardedSource> {
  const [, folder = '', rest = ''] = /^([^?#]*\/)[^?#/]*(.*)$/s.exec(address) ?? [];
  return {
    index: await bytesOfIndex(address, options),
    shard: (file) => `${folder}${file.split('/').map(encodeURIComponent).join('/')}${rest}`,
  };
}
