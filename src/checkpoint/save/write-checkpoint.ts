import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { shardNameOf } from '../shard/shard-name.ts';
import { ENDING, indexName, indexText, shardName, shardsOf } from '../shard/shard.ts';
import { heed } from '../source/abort.ts';
import { node, type Node, pathOf } from '../source/file.ts';
import type { FileUrl } from '../source/source.ts';
import { encode } from '../text.ts';
import type { SaveOptions } from './options.ts';
import { plan, planFile, type Planned, type PlannedFile } from './plan.ts';
import { replaceFiles } from './replace.ts';
import { streamOf } from './stream.ts';
import type { Pieces, Watch } from './write.ts';

interface Output extends WrittenFile {
  readonly pieces: Pieces;
}

type TensorOptions = Omit<SaveOptions, 'dtype'>;

/** The half of `save` that needs a file system. */
export async function writeCheckpoint(
  layout: LayoutLike,
  flat: AnyArray,
  to: string | FileUrl,
  options: SaveOptions,
): Promise<void> {
  await writeTensors(to, plan(layout, flat, options.dtype), (file) => streamOf(file, flat), options);
}

/** A set of files that was written: their paths and what is in them, the index last. */
export interface WrittenFile {
  readonly target: string;
  readonly size: number;
  /** Undefined for an index. */
  readonly tensors: number | undefined;
}

/** Writes tensors, wherever the bytes of a file come from, as `save` does: in one file, or in shards and their index. */
export async function writeTensors<T extends Planned>(
  to: string | FileUrl,
  tensors: readonly T[],
  piecesOf: (file: PlannedFile<T>) => Pieces,
  options: TensorOptions,
): Promise<readonly WrittenFile[]> {
  const { maxShardSize } = options;
  const system = await node('write', to);
  const target = pathOf(to, system);
  const shards = maxShardSize === undefined ? [tensors] : shardsOf(tensors, checkedSize(maxShardSize, target));
  const files = outputs(target, shards, piecesOf, options, system);
  const obsolete = maxShardSize === undefined ? [] : await olderSet(target, files, system);
  await replaceFiles(system, files, obsolete, watching(files, options));
  return files;
}

function checkedSize(max: number, target: string): number {
  if (!(max > 0)) throw new RangeError(`a positive number of bytes was expected as maxShardSize, found ${max}`);
  if (!target.endsWith(ENDING))
    throw new TypeError(
      `a target that ends in ${ENDING} was expected, after which shards are named, found '${target}'`,
    );
  return max;
}

/** One file, or shards and at last their index. */
function outputs<T extends Planned>(
  target: string,
  shards: readonly (readonly T[])[],
  piecesOf: (file: PlannedFile<T>) => Pieces,
  options: TensorOptions,
  { basename, dirname, join }: Node,
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
  const stem = basename(target, ENDING);
  const files = planned.map((file, i) => ({ ...file, name: shardName(stem, i, planned.length) }));
  const index = encode(indexText(files));
  const inFolder = (name: string): string => join(dirname(target), name);
  return [
    ...files.map((file) => outputOf(inFolder(file.name), file)),
    { target: inFolder(indexName(stem)), size: index.length, tensors: undefined, pieces: [index] },
  ];
}

/** What an older save of the same target left: the file, its index or its shards, as far as they are not written now. */
async function olderSet(
  target: string,
  files: readonly Output[],
  { fs, basename, dirname, join }: Node,
): Promise<readonly string[]> {
  const stem = basename(target, ENDING);
  const isOurs = (name: string): boolean =>
    name === basename(target) || name === indexName(stem) || shardNameOf(name)?.stem === stem;
  const names = await fs.readdir(dirname(target)).catch(() => []); // a folder that is not there is refused where the first file is opened
  const kept = new Set(files.map((file) => basename(file.target)));
  return names.filter((name) => isOurs(name) && !kept.has(name)).map((name) => join(dirname(target), name));
}

function watching(files: readonly Output[], { onProgress, signal }: TensorOptions): Watch {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    heed(signal);
    done += bytes;
    if (bytes > 0) onProgress?.({ done, total });
  };
}
