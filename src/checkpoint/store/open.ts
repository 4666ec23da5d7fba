import { CheckpointError, type CheckpointIssue } from '../error.ts';
import type { Header, TensorInfo } from '../header/header.ts';
import { checkFileEnd, readHeaderOf } from '../header/read.ts';
import { HttpError } from '../source/http-answer.ts';
import { mapInFlight, MAX_HEADERS_IN_FLIGHT } from '../source/in-flight.ts';
import type { Input } from '../source/input.ts';
import { openSource } from '../source/open.ts';
import { checkShardHeaders, checkShardNames, type ShardSet } from './check-shards.ts';
import { type ParsedIndex, parseIndex } from './index-file.ts';
import type { StoreFile } from './store-file.ts';
import type { ShardedSource, Store, StoreOptions } from './store.ts';

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
  const opened: StoreFile[] = [];
  const open = async (file: string): Promise<StoreFile | undefined> => {
    const data = await openShard(source, file, options);
    if (data !== undefined) opened.push(data);
    return data;
  };
  try {
    return await useShards(source, parseShards(source), open, options, use);
  } finally {
    for (const { input } of opened) await input.close();
  }
}

/** Parses an index. @throws CheckpointError for an index that names files outside its folder */
export function parseShards({ index }: ShardedSource): ParsedIndex {
  const parsed = parseIndex(index);
  checkShardNames(parsed.weightMap);
  return parsed;
}

/** Opens the needed files with `open`, checks the index against their headers and runs `use`. */
export async function useShards<T>(
  source: ShardedSource,
  index: ParsedIndex,
  open: (file: string) => Promise<StoreFile | undefined>,
  { prefix = '', extra }: StoreOptions,
  use: (store: Store, shards: ShardSet) => Promise<T>,
): Promise<T> {
  const needed = new Set<string>();
  for (const [name, file] of index.weightMap) if (name.startsWith(prefix)) needed.add(file);
  const files = [...needed].sort();
  const found = await mapInFlight(files, MAX_HEADERS_IN_FLIGHT, open);
  const opened = new Map<string, StoreFile>();
  found.forEach((data, i) => {
    if (data !== undefined) opened.set(files[i] as string, data);
  });
  const headers = new Map<string, Header>(Array.from(opened, ([file, { header }]) => [file, header]));
  const shards: ShardSet = { ...index, files: source.files, needed, headers };
  const warnings = checkShardHeaders(shards, extra === 'ignore');
  return use(storeOfShards(index.weightMap, opened, warnings), shards);
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
export async function openShard(
  source: ShardedSource,
  file: string,
  options: StoreOptions,
  wrap: (input: Input) => Input | Promise<Input> = (input) => input,
): Promise<StoreFile | undefined> {
  const from = await source.shard(file);
  if (from === undefined) return undefined;
  let input: Input | undefined;
  try {
    input = await wrap(await openSource(from, options));
    return { input, header: await readHeaderOf(input, options), file };
  } catch (error) {
    await input?.close();
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined; // removed since the index was read
    if (error instanceof CheckpointError && error.cause instanceof HttpError && error.cause.isMissing) return undefined;
    return throwInShard(file, error);
  }
}

function throwInShard(file: string, error: unknown): never {
  throw error instanceof CheckpointError ? CheckpointError.inFile(file, error) : error;
}
