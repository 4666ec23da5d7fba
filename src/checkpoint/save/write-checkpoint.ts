// No twin in types: deals with files.
import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { SavedPart } from '../../../types/checkpoint/save/saved-parts.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import { throwIfAborted } from '../source/signal.ts';
import type { FileUrl } from '../source/source.ts';
import { indexNameOf, isShardOf, SAFETENSORS_ENDING, shardNameAt } from '../store/shard-name.ts';
import { encodeUtf8 } from '../text.ts';
import { filePiecesOf } from './file-pieces.ts';
import { makeSaveName, shardMetadataOf, withoutSave } from './generation.ts';
import type { SaveOptions } from './options.ts';
import { planFile, planLeaves, type PlannedFile, type PlannedTensor } from './plan.ts';
import { replaceFiles } from './replace-files.ts';
import { withSaveLock } from './save-lock.ts';
import { partOptionsOf, partPiecesOf, planParts } from './saved-parts.ts';
import { composeIndex, splitIntoShards } from './shards.ts';
import type { FilePieces, WriteWatch } from './temporary-file.ts';

interface Output extends SavedFile {
  readonly pieces: FilePieces;
}

interface TensorOptions extends Omit<SaveOptions, 'dtype' | 'bits' | 'onWarning' | 'into'> {
  /** Called with the paths that will be written and removed. If it throws, nothing changes. */
  readonly beforeWrite?: (written: readonly string[], removed: readonly string[]) => Promise<void>;
}

/** The part of `save` that needs a file system. `save` imports it on demand. */
export async function writeCheckpoint(
  layout: LayoutLike,
  flat: AnyArray,
  to: string | FileUrl,
  options: SaveOptions,
): Promise<void> {
  if (options.aliases === true && options.into !== undefined)
    throw new TypeError('the options into and aliases exclude each other');
  if (options.aliases === true) return writeParts([[layout, flat as NumberArray, partOptionsOf(options)]], to, options);
  const { into, ...rest } = options;
  const leaves = planLeaves(layout, flat, options.dtype, options);
  const { onWarning } = options;
  if (into === undefined)
    return void (await writeTensors(to, leaves, (file) => filePiecesOf(file, flat, onWarning), rest));
  if (leaves.every(({ open }) => open === undefined))
    throw new TypeError(
      'the option into completes tensors of which a mapping takes only ' +
        'some rows, and there are none here; leave it out',
    );
  const { withRemainingRows } = await import('./remaining-rows.ts');
  await withRemainingRows(into, { flat, onWarning }, leaves, (tensors, piecesOf) =>
    writeTensors(to, tensors, piecesOf, rest),
  );
}

/** The same for several flat arrays in one checkpoint. */
export async function writeParts(
  parts: readonly SavedPart[],
  to: string | FileUrl,
  options: Omit<SaveOptions, 'dtype'>,
): Promise<void> {
  const { tensors, metadata } = planParts(parts, options.aliases === true, options.metadata);
  await writeTensors(to, tensors, (file) => partPiecesOf(file, options.onWarning), { ...options, metadata });
}

/** A file that was written. If there are several, the index is the last. */
export interface SavedFile {
  readonly target: string;
  readonly size: number;
  /** Undefined for an index. */
  readonly tensors: number | undefined;
}

/** Writes tensors as `save` does: in one file, or in shards and their index. The bytes may come from anywhere. */
export async function writeTensors<T extends PlannedTensor>(
  to: string | FileUrl,
  tensors: readonly T[],
  piecesOf: (file: PlannedFile<T>) => FilePieces,
  options: TensorOptions,
): Promise<readonly SavedFile[]> {
  const { maxShardSize } = options;
  const system = await getNodeModules('write', to);
  const target = pathOf(to, system);
  if (maxShardSize === undefined) {
    const file = outputOf(
      target,
      planFile(tensors, options.order ?? 'official', withoutSave(options.metadata)),
      piecesOf,
    );
    await options.beforeWrite?.([target], []);
    await replaceFiles(system, [file], [], watchWrites([file], options));
    return [file];
  }
  const shards = splitIntoShards(tensors, checkShardSize(maxShardSize, target));
  const save = makeSaveName();
  return withSaveLock(system.fs, { lock: `${target}.lock`, save }, async (requireLock) => {
    const old = await findOldFiles(target, system);
    const set = { shards, save: old.length === 0 ? undefined : save };
    const files = planOutputs(target, set, piecesOf, options, system);
    const kept = new Set(files.map((file) => file.target));
    const obsolete = old.filter((path) => !kept.has(path));
    await options.beforeWrite?.(
      files.map((file) => file.target),
      obsolete,
    );
    await replaceFiles(system, files, obsolete, watchWrites(files, options), requireLock);
    return files;
  });
}

function checkShardSize(max: number, target: string): number {
  if (!(max > 0)) throw new RangeError(`a positive number of bytes was expected as maxShardSize, found ${max}`);
  if (!target.endsWith(SAFETENSORS_ENDING))
    throw new TypeError(
      `a target that ends in ${SAFETENSORS_ENDING} was expected, since shards are named after it, found '${target}'`,
    );
  return max;
}

/**
 * Plans one file, or shards followed by their index. Shards have the names that transformers gives them, unless an
 * older checkpoint lies there: then their names carry the save.
 */
function planOutputs<T extends PlannedTensor>(
  target: string,
  { shards, save }: { readonly shards: readonly (readonly T[])[]; readonly save: string | undefined },
  piecesOf: (file: PlannedFile<T>) => FilePieces,
  options: TensorOptions,
  { basename, dirname, join }: NodeModules,
): readonly Output[] {
  const { order = 'official', metadata } = options;
  const [only = [], ...others] = shards;
  if (others.length === 0) return [outputOf(target, planFile(only, order, withoutSave(metadata)), piecesOf)];
  const stem = basename(target, SAFETENSORS_ENDING);
  const files = shards.map((tensors, i) => ({
    ...planFile(tensors, order, shardMetadataOf(metadata, save)),
    name: shardNameAt(stem, i, shards.length, save),
  }));
  const index = encodeUtf8(composeIndex(files, save));
  const inFolder = (name: string): string => join(dirname(target), name);
  return [
    ...files.map((file) => outputOf(inFolder(file.name), file, piecesOf)),
    { target: inFolder(indexNameOf(stem)), size: index.length, tensors: undefined, pieces: [index] },
  ];
}

const outputOf = <T extends PlannedTensor>(
  target: string,
  file: PlannedFile<T>,
  piecesOf: (file: PlannedFile<T>) => FilePieces,
): Output => ({ target, size: file.size, tensors: file.tensors.length, pieces: piecesOf(file) });

/**
 * Finds what older saves to the same target left: the index, the file or its shards, and what a save that was killed
 * left of them. The index comes first, so that it is removed before what it names.
 */
async function findOldFiles(target: string, { fs, basename, dirname, join }: NodeModules): Promise<readonly string[]> {
  const stem = basename(target, SAFETENSORS_ENDING);
  const index = indexNameOf(stem);
  const isOld = (name: string): boolean => {
    const finished = name.replace(/\.[0-9a-z]+\.tmp$/, '');
    const isPartOfLock = name.startsWith(`${basename(target)}.lock.`);
    return finished === index || name === basename(target) || isShardOf(stem, finished) || isPartOfLock;
  };
  const names = (await fs.readdir(dirname(target))).filter(isOld);
  return names.sort((a, b) => Number(b === index) - Number(a === index)).map((name) => join(dirname(target), name));
}

export function watchWrites(
  files: readonly { readonly size: number }[],
  { onProgress, signal }: TensorOptions,
): WriteWatch {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    throwIfAborted(signal);
    done += bytes;
    if (bytes > 0) onProgress?.({ done, total });
  };
}
