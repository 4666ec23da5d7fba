import { basename } from 'node:path';
import type { CheckpointError } from '../../checkpoint/error.ts';
import type { Header, TensorInfo } from '../../checkpoint/header/header.ts';
import { checkFileEnd, readHeaderOf } from '../../checkpoint/header/read.ts';
import { openNpz } from '../../checkpoint/npy/open-npz.ts';
import { fillTarget, type Input } from '../../checkpoint/source/input.ts';
import { withSource } from '../../checkpoint/source/open.ts';
import { withoutSecrets } from '../../checkpoint/source/secrets.ts';
import { SAVE_KEY } from '../../checkpoint/store/index-file.ts';
import { locateShards } from '../../checkpoint/store/locate-shards.ts';
import { withShards } from '../../checkpoint/store/open.ts';
import { isSharded, type Store, type StoreOptions } from '../../checkpoint/store/store.ts';
import { UsageError } from '../command.ts';
import type { OnnxFile } from './open-onnx.ts';

/** An open checkpoint: one safetensors file, the shards of an index or a folder, an npz archive or an ONNX model. */
export interface Checkpoint extends Store {
  readonly format: 'safetensors' | 'npz' | 'onnx';
  /** The metadata of all headers. If several files have the same key, the first file by name wins. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The header of each file by name; the name of a single file is empty. */
  readonly files: ReadonlyMap<string, Header>;
  /** The members of an npz archive that are not arrays of numbers, by name. They are not in `tensors`. */
  readonly unsupported: ReadonlyMap<string, CheckpointError>;
}

export interface OpenOptions extends StoreOptions {
  /** Whether a command leaves out a tensor, by its name. A member of an archive may be damaged then. */
  readonly isLeftOut?: ((name: string) => boolean) | undefined;
}

/**
 * Opens the path or URL that an argument names, and always closes it after `use`. The headers are checked as `load`
 * checks them. No data is read.
 *
 * @throws CheckpointError if it is not a checkpoint, the error of the system if it cannot be read
 */
export async function withCheckpoint<T>(
  file: string,
  options: OpenOptions,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  try {
    return await openAndUse(file, options, use);
  } catch (error) {
    if (error instanceof Error && 'code' in error && !('path' in error)) Object.assign(error, { path: file });
    throw error;
  }
}

async function openAndUse<T>(
  file: string,
  options: OpenOptions,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  const shards = await locateShards(file, options);
  if (isSharded(shards)) {
    return withShards(shards, options, async (store, { headers }) => {
      await store.checkEnds();
      return use({
        ...store,
        format: 'safetensors',
        metadata: mergeMetadata(headers),
        files: headers,
        unsupported: new Map(),
      });
    });
  }
  return withSource(shards, options, async (input) => {
    if (typeof shards === 'string' && isOnnxName(shards)) {
      const { openOnnx } = await import('./open-onnx.ts'); // other files need no protocol buffers
      return useOnnx(await openOnnx(shards, input, options), use);
    }
    const isNpz = await isZipArchive(input);
    const unsupported = new Map<string, CheckpointError>();
    const onUnsupported = (name: string, error: CheckpointError): unknown => unsupported.set(name, error);
    const { isLeftOut } = options;
    const data =
      isNpz ?
        await openNpz(input, { isLeftOut, onUnsupported })
      : { input, header: await readHeaderOf(input, options) };
    if (!isNpz) await checkFileEnd(input, data.header);
    const files = new Map([['', data.header]]);
    const store = { tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() };
    return use({ ...store, format: isNpz ? 'npz' : 'safetensors', metadata: mergeMetadata(files), files, unsupported });
  });
}

/** Whether an argument names an ONNX file: by its ending, as the format has no mark of its own. */
const isOnnxName = (file: string): boolean => /\.onnx$/i.test(/^https?:/i.test(file) ? new URL(file).pathname : file);

async function useOnnx<T>(data: OnnxFile, use: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
  const files = new Map([['', data.header]]);
  try {
    return await use({
      tensors: data.header,
      warnings: data.warnings,
      dataOf: () => data,
      checkEnds: () => Promise.resolve(),
      format: 'onnx',
      metadata: mergeMetadata(files),
      files,
      unsupported: new Map(),
    });
  } finally {
    await data.close();
  }
}

/**
 * Whether a file begins like a zip archive. A safetensors header may be 0x04034b50 bytes long, but then four zeros
 * follow.
 */
async function isZipArchive(input: Input): Promise<boolean> {
  const head = new Uint8Array(5);
  const read = await fillTarget(input, head, 0);
  const [p, k, a, b, c] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4 && read > 4 && c !== 0) || (a === 5 && b === 6));
}

function mergeMetadata(files: ReadonlyMap<string, Header>): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const [, { metadata }] of files)
    for (const [key, text] of metadata ?? []) if (!all.has(key) && key !== SAVE_KEY) all.set(key, text);
  return all;
}

/** A tensor that is missing from a file because it shares the memory of another. */
export interface DroppedTensor {
  readonly removed: string;
  readonly kept: string;
}

/**
 * Finds the shared tensors that the metadata name. The official library stores one tensor of each group. For each of
 * the others it writes a metadata entry from its name to the stored name. The key `format` names the framework,
 * whatever the tensors are called.
 *
 * Source: `save_model` in github.com/huggingface/safetensors, bindings/python/py_src/safetensors/torch.py.
 */
export function droppedTensorsIn(
  metadata: ReadonlyMap<string, string>,
  tensors: { has(name: string): boolean },
): readonly DroppedTensor[] {
  return Array.from(metadata, ([removed, kept]) => ({ removed, kept })).filter(
    ({ removed, kept }) => removed !== 'format' && !tensors.has(removed) && tensors.has(kept),
  );
}

/** The help for an argument that names a checkpoint. */
export const FILE_HELP = 'a .safetensors, .npz or .onnx file, an index of shards or its folder, or a URL';

/** The option that takes a list of tensors instead of a checkpoint. */
export const HEADER_OPTION = [
  '--header <list.json>',
  'a list of tensors instead of a file: name → dtype, shape',
] as const;

/** The tensors and metadata of a checkpoint, without its data. */
export interface Listing {
  /** The name that messages use. */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** The open checkpoint; undefined for a list of tensors. */
  readonly checkpoint: Checkpoint | undefined;
}

interface InputOptions {
  /** The path of a list of tensors, given instead of a file. */
  readonly header?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly prefix?: string | undefined;
  readonly extra?: 'error' | 'ignore' | undefined;
  readonly isLeftOut?: ((name: string) => boolean) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs `use` on the header of a file or on a list of tensors.
 *
 * @throws UsageError if both or neither are given, and the errors of opening them
 */
export async function withListing<T>(
  file: string | undefined,
  { header, ...options }: InputOptions,
  use: (listing: Listing) => Promise<T>,
): Promise<T> {
  if ((file === undefined) === (header === undefined))
    throw new UsageError(`a file or --header was expected, found ${file === undefined ? 'neither' : 'both'}`);
  if (header !== undefined) {
    const { readHeaderList } = await import('./header-list.ts'); // files do not need it
    return use({ file: header, warnings: [], checkpoint: undefined, ...(await readHeaderList(header)) });
  }
  const path = file as string; // exactly one of the two was given
  return withCheckpoint(path, options, (checkpoint) => {
    const { tensors, metadata, warnings } = checkpoint;
    const told = [...warnings.map(({ message }) => message), ...unsupportedWarningsOf(checkpoint, options.isLeftOut)];
    return use({ file: withoutSecrets(path), tensors, metadata, warnings: told, checkpoint });
  });
}

/** Says which members of an archive a command leaves out only because they are not arrays of numbers. */
export const unsupportedWarningsOf = (
  { unsupported }: Checkpoint,
  isLeftOut: OpenOptions['isLeftOut'] = () => false,
): readonly string[] =>
  [...unsupported].filter(([name]) => !isLeftOut(name)).map(([, { message }]) => `left out: ${message}`);

/** The name of a file without its folders, or of a URL without its query. */
export const baseNameOf = (file: string): string => basename(/^https?:/.test(file) ? new URL(file).pathname : file);
