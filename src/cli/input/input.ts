import { basename } from 'node:path';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { type Checkpoint, withCheckpoint } from './checkpoint.ts';
import { UsageError } from '../exit.ts';

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
