// No twin in types: deals with files.
import type { AnyArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { sameLayout } from '../../place/fingerprint.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { ownersOf } from '../fit/owners.ts';
import { filePiecesOf } from '../save/file-pieces.ts';
import { checkOptions, type OptionChecks } from '../option-checks.ts';
import { SAVE_OPTIONS, type SaveOptions } from '../save/options.ts';
import { planFile, planLeaves, type PlannedLeaf } from '../save/plan.ts';
import { replaceFiles } from '../save/replace-files.ts';
import { watchWrites } from '../save/write-checkpoint.ts';
import { getNodeModules, pathOf } from '../source/file.ts';
import type { DcpRanks } from './options.ts';
import { type RankAmong, rowsOfRank, shapeOnRank } from './rank-rows.ts';
import { composeSharding, fileNameOfRank } from './sharding-info.ts';

/** The dtypes that PyTorch's reader knows. It would take any other for the default dtype. */
const PYTORCH_DTYPES: readonly Dtype[] = ['F16', 'F32', 'F64', 'I8', 'U8', 'I16', 'I32', 'I64', 'BF16'];

/** Those options of `save` that do not change names or shapes: PyTorch looks for the names of the model. */
const DCP_SAVE_OPTIONS: OptionChecks = (({ metadata, order, onWarning, dtype, bits, onProgress, signal }) => ({
  metadata,
  order,
  onWarning,
  dtype,
  bits,
  onProgress,
  signal,
}))(SAVE_OPTIONS);

/**
 * Writes the file of one rank, or of all ranks if the options name none. `layout` is that of the rank or the whole one.
 * The folder is made if it does not exist.
 */
export async function writePieces(
  layout: LayoutLike,
  flat: AnyArray,
  folder: string,
  ranks: DcpRanks,
  options: SaveOptions,
): Promise<void> {
  if (options.maxShardSize !== undefined)
    throw new TypeError('a distributed checkpoint has one file for each rank; leave out the option maxShardSize');
  checkOptions('save to dcp', options, DCP_SAVE_OPTIONS);
  const { order = 'official', metadata, dtype, bits, onWarning } = options;
  const planned = [...rankedLeaves(layout, planLeaves(layout, flat, dtype, { bits }), ranks)].filter(
    ({ leaves }) => leaves.length > 0, // as in PyTorch, a rank without rows writes no file
  );
  const system = await getNodeModules('write', folder);
  const path = pathOf(folder, system);
  const files = planned.map(({ rank, leaves, offsets }) => {
    const given = metadata instanceof Map ? [...metadata] : Object.entries(metadata ?? {});
    const file = planFile(leaves, order, new Map([...given, ...composeSharding(offsets)]));
    const target = system.join(path, fileNameOfRank(rank));
    return { target, size: file.size, pieces: filePiecesOf(file, flat, onWarning) };
  });
  await system.fs.mkdir(path, { recursive: true });
  await replaceFiles(system, files, [], watchWrites(files, options));
}

interface RankLeaves {
  readonly rank: number;
  readonly leaves: readonly PlannedLeaf[];
  /** Where each leaf begins in its tensor. */
  readonly offsets: ReadonlyMap<string, readonly number[]>;
}

function* rankedLeaves(
  layout: LayoutLike,
  leaves: readonly PlannedLeaf[],
  { shards, rank, whole }: DcpRanks,
): Generator<RankLeaves> {
  for (const { dtype, slot } of leaves)
    if (!PYTORCH_DTYPES.includes(dtype))
      throw new CheckpointError('PyTorch does not read this dtype from a distributed checkpoint', {
        tensor: slot.path,
        expected: `one of ${PYTORCH_DTYPES.join(', ')}`,
        found: dtype,
      });
  if (shards === undefined || whole === undefined) {
    yield { rank: 0, leaves, offsets: new Map(leaves.map(({ slot }) => [slot.path, slot.shape.map(() => 0)])) };
    return;
  }
  const count = shards.length; // rank 0 writes empty tensors too, so that they are somewhere
  const isWhole = rank === undefined;
  if (!sameLayout(layout, isWhole ? whole : (shards[rank] as LayoutLike)))
    throw new TypeError(
      `the layout ${isWhole ? 'whose rows the option shards has' : `shards[${rank}] of dcp`} ` +
        'was expected, found another',
    );
  if (!isWhole) {
    const owners = ownersOf(whole);
    const shapes = new Map(leaves.map(({ slot }) => [slot.path, owners.get(slot.path)?.slot.shape ?? slot.shape]));
    const mine = leaves.filter(({ slot }) => rank === 0 || slot.length > 0);
    const offsetsOf = ({ slot }: PlannedLeaf): readonly number[] =>
      offsetsOnRank(shapes.get(slot.path) ?? [], { rank, count });
    yield { rank, leaves: mine, offsets: new Map(mine.map((leaf) => [leaf.slot.path, offsetsOf(leaf)])) };
    return;
  }
  for (let each = 0; each < count; each++) {
    const of = { rank: each, count };
    const mine = leaves.map((leaf) => leafOnRank(leaf, of)).filter(({ slot }) => each === 0 || slot.length > 0);
    const shapes = new Map(leaves.map(({ slot }) => [slot.path, slot.shape]));
    const offsets = mine.map(({ slot }) => [slot.path, offsetsOnRank(shapes.get(slot.path) ?? [], of)] as const);
    yield { rank: each, leaves: mine, offsets: new Map(offsets) };
  }
}

/** Where a rank's rows begin in a tensor. A scalar has no dimension. */
const offsetsOnRank = (shape: readonly number[], of: RankAmong): readonly number[] =>
  shape.map((rows, i) => (i === 0 ? rowsOfRank(rows, of).first : 0));

/** The rows of a leaf of the whole layout that a rank writes. */
function leafOnRank(leaf: PlannedLeaf, of: RankAmong): PlannedLeaf {
  const { slot, size } = leaf;
  const shape = shapeOnRank(slot.shape, of);
  const length = shape.reduce((product, each) => product * each, 1);
  const [rows = 1] = slot.shape;
  const perRow = rows === 0 ? 0 : slot.length / rows;
  const offset = slot.offset + (slot.shape.length === 0 ? 0 : rowsOfRank(rows, of).first * perRow);
  const { path } = slot;
  return {
    ...leaf,
    slot: { path, shape, offset, length },
    size: slot.length === 0 ? 0 : (size / slot.length) * length,
  };
}
