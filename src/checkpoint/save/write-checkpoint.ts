// No twin in types: deals with files.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { getNodeModules, type NodeModules, pathOf } from '../source/file.ts';
import { throwIfAborted } from '../source/signal.ts';
import type { FileUrl } from '../source/source.ts';
import { indexNameOf, parseShardName, SAFETENSORS_ENDING, shardNameAt } from '../store/shard-name.ts';
import { encodeUtf8 } from '../text.ts';
import { filePiecesOf } from './file-pieces.ts';
import type { SaveOptions } from './options.ts';
import { planFile, planLeaves, type PlannedFile, type PlannedTensor } from './plan.ts';
import { replaceFiles } from './replace-files.ts';
import { composeIndex, splitIntoShards } from './shards.ts';
import type { FilePieces, WriteWatch } from './temporary-file.ts';

interface Output extends SavedFile {
  readonly pieces: FilePieces;
}

type TensorOptions = Omit<SaveOptions, 'dtype' | 'bits' | 'onWarning'>;

/** The part of `save` that needs a file system. `save` imports it on demand. */
export async function writeCheckpoint(
  layout: LayoutLike,
  flat: AnyArray,
  to: string | FileUrl,
  options: SaveOptions,
): Promise<void> {
  await writeTensors(
    to,
    planLeaves(layout, flat, options.dtype, options.bits),
    (file) => filePiecesOf(file, flat, options.onWarning),
    options,
  );
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
  const shards =
    maxShardSize === undefined ? [tensors] : splitIntoShards(tensors, checkShardSize(maxShardSize, target));
  const files = planOutputs(target, shards, piecesOf, options, system);
  const obsolete = maxShardSize === undefined ? [] : await findObsolete(target, files, system);
  await replaceFiles(system, files, obsolete, watchWrites(files, options));
  return files;
}

function checkShardSize(max: number, target: string): number {
  if (!(max > 0)) throw new RangeError(`a positive number of bytes was expected as maxShardSize, found ${max}`);
  if (!target.endsWith(SAFETENSORS_ENDING))
    throw new TypeError(
      `a target that ends in ${SAFETENSORS_ENDING} was expected, since shards are named after it, found '${target}'`,
    );
  return max;
}

/** Plans one file, or shards followed by their index. */
function planOutputs<T extends PlannedTensor>(
  target: string,
  shards: readonly (readonly T[])[],
  piecesOf: (file: PlannedFile<T>) => FilePieces,
  options: TensorOptions,
  { basename, dirname, join }: NodeModules,
): readonly Output[] {
  const planned = shards.map((tensors) => planFile(tensors, options.order ?? 'official', options.metadata));
  const outputOf = (path: string, file: PlannedFile<T>): Output => ({
    target: path,
    size: file.size,
    tensors: file.tensors.length,
    pieces: piecesOf(file),
  });
  const [only, ...others] = planned;
  if (only === undefined || others.length === 0)
    return [outputOf(target, only ?? planFile([], 'official', options.metadata))];
  const stem = basename(target, SAFETENSORS_ENDING);
  const files = planned.map((file, i) => ({ ...file, name: shardNameAt(stem, i, planned.length) }));
  const index = encodeUtf8(composeIndex(files));
  const inFolder = (name: string): string => join(dirname(target), name);
  return [
    ...files.map((file) => outputOf(inFolder(file.name), file)),
    { target: inFolder(indexNameOf(stem)), size: index.length, tensors: undefined, pieces: [index] },
  ];
}

/** Files that an older save to the same target left and this one does not write: the file, its index or its shards. */
async function findObsolete(
  target: string,
  files: readonly Output[],
  { fs, basename, dirname, join }: NodeModules,
): Promise<readonly string[]> {
  const stem = basename(target, SAFETENSORS_ENDING);
  const isOurs = (name: string): boolean =>
    name === basename(target) || name === indexNameOf(stem) || parseShardName(name)?.stem === stem;
  const names = await fs.readdir(dirname(target)).catch(() => []); // opening the first file reports a missing folder
  const kept = new Set(files.map((file) => basename(file.target)));
  return names.filter((name) => isOurs(name) && !kept.has(name)).map((name) => join(dirname(target), name));
}

function watchWrites(files: readonly Output[], { onProgress, signal }: TensorOptions): WriteWatch {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    throwIfAborted(signal);
    done += bytes;
    if (bytes > 0) onProgress?.({ done, total });
  };
}
