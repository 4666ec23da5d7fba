import { basename } from 'node:path';
import type { Header, TensorInfo } from '../../checkpoint/header/header.ts';
import { checkEnd, headerOf } from '../../checkpoint/header/read.ts';
import type { Store, StoreOptions } from '../../checkpoint/load/store.ts';
import { isSharded } from '../../checkpoint/shard/shard-source.ts';
import { shardsAt } from '../../checkpoint/shard/shards-at.ts';
import { withShards } from '../../checkpoint/shard/shards.ts';
import { fill, type Input } from '../../checkpoint/source/input.ts';
import { reading } from '../../checkpoint/source/open.ts';
import { openNpz } from '../../npy/npz.ts';
import { UsageError } from '../command.ts';

/** A checkpoint that was opened by the command line: one safetensors file, the shards of an index or a folder, or an archive of numpy's. */
export interface Checkpoint extends Store {
  readonly format: 'safetensors' | 'npz';
  /** The texts of its headers; of several files that give one key, the first in the order of their names. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The headers of its files by name; of a single file under ''. */
  readonly files: ReadonlyMap<string, Header>;
}

/**
 * Opens what an argument names, a path or a URL, and closes it when `use` is done, whatever happens. The headers are judged as `load` judges
 * them; no data are read.
 *
 * @throws CheckpointError for what is no checkpoint, the system's error for what cannot be read
 */
export async function withCheckpoint<T>(
  file: string,
  options: StoreOptions,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  const shards = await shardsAt(file, options);
  if (isSharded(shards)) {
    return withShards(shards, options, async (store, { headers }) => {
      await store.checkEnds();
      return use({ ...store, format: 'safetensors', metadata: mergeMetadata(headers), files: headers });
    });
  }
  return reading(shards, options, async (input) => {
    const isNpz = await isZipArchive(input);
    const data = isNpz ? await openNpz(input) : { input, header: await headerOf(input, options) };
    if (!isNpz) await checkEnd(input, data.header);
    const files = new Map([['', data.header]]);
    const store = { tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() };
    return use({ ...store, format: isNpz ? 'npz' : 'safetensors', metadata: mergeMetadata(files), files });
  });
}

/** Whether a file begins as a zip archive does. A header of safetensors can be 0x04034b50 bytes long, but then four zeros follow. */
async function isZipArchive(input: Input): Promise<boolean> {
  const head = new Uint8Array(5);
  const read = await fill(input, head, 0);
  const [p, k, a, b, c] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4 && read > 4 && c !== 0) || (a === 5 && b === 6));
}

function mergeMetadata(files: ReadonlyMap<string, Header>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [, { metadata }] of files) for (const [key, text] of metadata ?? []) if (!all.has(key)) all.set(key, text);
  return all;
}

/** A tensor that was left out of a file because it is the same memory as another. */
export interface DroppedTensor {
  readonly removed: string;
  readonly kept: string;
}

/**
 * What a file's metadata say of tensors that share memory: the official library stores one of them and writes the name of each other, with the
 * name of the one that is kept. `format` says for which framework it was written, whatever its tensors are called. Source: `save_model` in
 * github.com/huggingface/safetensors, bindings/python/py_src/safetensors/torch.py.
 */
export function droppedTensorsIn(
  metadata: ReadonlyMap<string, string>,
  tensors: { has(name: string): boolean },
): readonly DroppedTensor[] {
  return Array.from(metadata, ([removed, kept]) => ({ removed, kept })).filter(
    ({ removed, kept }) => removed !== 'format' && !tensors.has(removed) && tensors.has(kept),
  );
}

/** What the help says of an argument that names a checkpoint, and of the option that stands in its place. */
export const FILE_HELP = 'a .safetensors or .npz file, an index of shards or its folder, or a URL';

export const HEADER_OPTION = [
  '--header <list.json>',
  'in place of a file, a list of tensors: name → dtype, shape',
] as const;

/** What is known of a checkpoint without its data. */
export interface Listing {
  /** What a message calls it. */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** The checkpoint itself; undefined for a list of tensors. */
  readonly checkpoint: Checkpoint | undefined;
}

export interface InputOptions {
  /** A list of tensors in place of the file. */
  readonly header?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs `use` on the headers of a file, or on a list of tensors.
 *
 * @throws UsageError where both are given or neither, and what opening them throws
 */
export async function withListing<T>(
  file: string | undefined,
  { header, ...options }: InputOptions,
  use: (listing: Listing) => Promise<T>,
): Promise<T> {
  if ((file === undefined) === (header === undefined))
    throw new UsageError(`a file or --header was expected, found ${file === undefined ? 'neither' : 'both'}`);
  if (header !== undefined) {
    const { readHeaderList } = await import('./header-list.ts'); // with what checks it, which files do without
    return use({ file: header, warnings: [], checkpoint: undefined, ...(await readHeaderList(header)) });
  }
  const path = file as string; // one of the two was given
  return withCheckpoint(path, options, (checkpoint) => {
    const { tensors, metadata, warnings } = checkpoint;
    return use({ file: path, tensors, metadata, warnings: warnings.map(({ message }) => message), checkpoint });
  });
}

/** The name of a file without its folders, of a URL without its query. */
export const baseName = (file: string): string => basename(/^https?:/.test(file) ? new URL(file).pathname : file);
