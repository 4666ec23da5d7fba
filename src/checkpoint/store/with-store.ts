import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import type { Input } from '../source/input.ts';
import { openSource, useAndClose } from '../source/open.ts';
import type { UrlLike } from '../source/source.ts';
import { type CheckpointSource, isSharded, isStoreSource, type Store, type StoreOptions } from './store.ts';

/** Opens a checkpoint, runs `use` on it and closes all its files, even if `use` fails. */
export async function withStore<T>(
  source: CheckpointSource,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (isStoreSource(source)) return source.useStore(options, use);
  if (!isSharded(source) && !INDEX_ADDRESS.test(addressOf(source))) {
    const input = await openSource(source, options).catch(ignoreFolderError);
    if (input !== undefined) return useAndClose(input, (file) => useFile(file, options, use));
  }
  return (await import('./with-located.ts')).withLocated(source, options, useFile, use);
}

/** A path or URL whose name is that of an index. A path with another name may still be a folder. */
const INDEX_ADDRESS = /^(?:https?:\/\/[^?#]*\.json(?:[?#].*)?|(?!https?:\/\/).*\.json)$/is;

const addressOf = (source: unknown): string =>
  typeof source === 'string' ? source : String((source as Partial<UrlLike> | null)?.href ?? '');

/** Opening a path right away takes one system call less than first asking whether it is a folder. */
function ignoreFolderError(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'EISDIR') throw error;
}

/** Runs `use` on a single open file. */
async function useFile<T>(input: Input, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const header = await readHeaderOf(input, options);
  const data = { input, header };
  return use({ tensors: header, warnings: [], dataOf: () => data, checkEnds: () => checkFileEnd(input, header) });
}
