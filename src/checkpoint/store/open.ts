import { CheckpointError, type CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import { HttpError } from '../source/http-answer.ts';
import type { Input } from '../source/input.ts';
import { openSource, useAndClose, withSource } from '../source/open.ts';
import { checkShardHeaders, checkShardNames, type ShardSet } from './check-shards.ts';
import { parseIndex } from './index-file.ts';
import { locateShards, mayBeIndex } from './locate-shards.ts';
import type { StoreFile } from './store-file.ts';
import { type CheckpointSource, isSharded, type ShardedSource, type Store, type StoreOptions } from './store.ts';

/** Opens a checkpoint, runs `use` on it and closes all its files, even if `use` fails. */
export async function withStore<T>(
  source: CheckpointSource,
  options: StoreOptions,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (isSharded(source)) return withShards(source, options, use);
  const input = (await mayBeIndex(source)) ? undefined : await openSource(source, options).catch(ignoreFolderError);
  if (input !== undefined) return useAndClose(input, (file) => withFile(file, options, use));
  const shards = await locateShards(source, options);
  return isSharded(shards) ?
      withShards(shards, options, use)
    : withSource(shards, options, (file) => withFile(file, options, use));
}

/** Opening a path right away takes one system call less than first asking whether it is a folder. */
function ignoreFolderError(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'EISDIR') throw error;
}

async function withFile<T>(input: Input, options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
  const header = await readHeaderOf(input, options);
  const data = { input, header };
  return use({ tensors: header, warnings: [], dataOf: () => data, checkEnds: () => checkFileEnd(input, header) });
}

/**
 * Opens the files of an index, checks the index against their headers in both directions, runs `use` and closes them.
 * With a prefix, it opens and checks only the files that hold tensors with this prefix.
 *
 * @throws CheckpointError with all issues
 */
export async function withShards<T>(
  source: ShardedSource,
  options: StoreOptions,
  use: (store: Store, shards: ShardSet) => Promise<T>,
): Promise<T> {
  const { prefix = '' } = options;
  const { weightMap, totalSize } = parseIndex(source.index);
  const needed = new Set<string>();
  for (const [name, file] of weightMap) if (name.startsWith(prefix)) needed.add(file);
  checkShardNames(weightMap);
  const opened = new Map<string, StoreFile>();
  try {
    for (const file of [...needed].sort()) {
      const data = await openShard(source, file, options);
      if (data !== undefined) opened.set(file, data);
    }
    const headers = new Map<string, Header>(Array.from(opened, ([file, { header }]) => [file, header]));
    const shards: ShardSet = { weightMap, totalSize, files: source.files, needed, headers };
    const warnings = checkShardHeaders(shards, options.extra === 'ignore');
    return await use(storeOfShards(weightMap, opened, warnings), shards);
  } finally {
    for (const { input } of opened.values()) await input.close();
  }
}

function storeOfShards(
  weightMap: ReadonlyMap<string, string>,
  opened: ReadonlyMap<string, StoreFile>,
  warnings: readonly CheckpointIssue[],
): Store {
  const tensors = new Map<string, TensorInfo>();
  const places = new Map<string, StoreFile>();
  for (const [file, data] of opened) {
    for (const [name, info] of data.header) {
      if ((weightMap.get(name) ?? file) !== file) continue; // a stray copy, already reported as a warning
      tensors.set(name, info);
      places.set(name, data);
    }
  }
  const checkEnds = async (): Promise<void> => {
    for (const [file, { input, header }] of opened)
      await checkFileEnd(input, header).catch((error: unknown) => throwInShard(file, error));
  };
  return {
    tensors,
    names: [...weightMap.keys()],
    warnings,
    dataOf: (name) => places.get(name) as StoreFile,
    checkEnds,
  };
}

/** Opens a shard and reads its header; undefined if the file does not exist. */
async function openShard(source: ShardedSource, file: string, options: StoreOptions): Promise<StoreFile | undefined> {
  const from = await source.shard(file);
  if (from === undefined) return undefined;
  let input: Input | undefined;
  try {
    input = await openSource(from, options);
    return { input, header: await readHeaderOf(input, options), file };
  } catch (error) {
    await input?.close();
    if (error instanceof CheckpointError && error.cause instanceof HttpError && error.cause.isMissing) return undefined;
    return throwInShard(file, error);
  }
}

function throwInShard(file: string, error: unknown): never {
  throw error instanceof CheckpointError ? CheckpointError.inFile(file, error) : error;
}
