// No twin in types: deals with files.
import type { SavedPart } from '../../../types/checkpoint/save/saved-parts.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { sameLayout } from '../../place/fingerprint.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { CheckpointError } from '../error.ts';
import { ownersOf } from '../fit/owners.ts';
import type { Metadata } from '../header/compose.ts';
import { checkOptions, type OptionChecks } from '../option-checks.ts';
import { SAVE_OPTIONS, SAVE_PARTS_OPTIONS, type SaveOptions, SAVED_PART_OPTIONS } from '../save/options.ts';
import { type PartLeaf, planParts } from '../save/saved-parts.ts';
import type { SavePlan } from './save-plan.ts';
import type { DcpRanks } from './options.ts';
import { countWriters, placeRows, type RankLeaves, rowsOfLeaves } from './rank-leaves.ts';
import type { RankAmong } from './rank-rows.ts';
import { metadataOf } from './write-ranks.ts';

/** The dtypes that PyTorch's reader knows. It would take any other for the default dtype. */
const PYTORCH_DTYPES: readonly Dtype[] = ['F16', 'F32', 'F64', 'I8', 'U8', 'I16', 'I32', 'I64', 'BF16'];

/** The options of `save` that change no names and no shapes: PyTorch looks for the names of the model. */
const DCP_PARTS_OPTIONS: OptionChecks = (({ metadata, order, onWarning, onProgress, signal }) => ({
  metadata,
  order,
  onWarning,
  onProgress,
  signal,
}))(SAVE_PARTS_OPTIONS);
const DCP_SAVE_OPTIONS: OptionChecks = { ...DCP_PARTS_OPTIONS, dtype: SAVE_OPTIONS.dtype, bits: SAVE_OPTIONS.bits };
/** The options of each of several flat arrays. The prefix keeps their names apart. */
const DCP_PART_OPTIONS: OptionChecks = (({ prefix, dtype, bits }) => ({ prefix, dtype, bits }))(SAVED_PART_OPTIONS);

/** What a save is to write, for any number of ranks. */
export interface PlannedRanks {
  /** Returns the leaves that a rank writes. */
  leavesOf(of: RankAmong): RankLeaves;
  /** Returns how many of so many ranks write a file. */
  writersAmong(count: number): number;
  /** The number of ranks, if it is fixed: a flat array that has only the rows of one rank fits no other number. */
  readonly count: number | undefined;
  /** What all members of a group must save alike. */
  readonly plan: SavePlan;
}

/** Describes the whole tensors, of which each member has rows, and the metadata without where the rows begin. */
const planOf = (
  leaves: readonly PartLeaf[],
  shapeOf: (leaf: PartLeaf) => readonly number[],
  metadata: Metadata | undefined,
): SavePlan => ({
  tensors: leaves.map((leaf) => [leaf.slot.path, `${leaf.dtype} [${shapeOf(leaf).join(', ')}]`]),
  metadata: Array.from(metadataOf(metadata, new Map(), new Map()), ([name, text]) => [name, String(text)]),
});

/** Plans what each rank writes. @throws what `save` throws before it writes */
export function planRanks(
  given: readonly SavedPart[],
  isList: boolean,
  { shards, rank, group, whole }: DcpRanks,
  options: SaveOptions,
): PlannedRanks {
  if (options.maxShardSize !== undefined)
    throw new TypeError('a distributed checkpoint has one file for each rank; leave out the option maxShardSize');
  checkOptions('save to dcp', options, isList ? DCP_PARTS_OPTIONS : DCP_SAVE_OPTIONS);
  if (isList)
    for (const [i, part] of given.entries()) checkOptions(`part ${i} of save to dcp`, part[2] ?? {}, DCP_PART_OPTIONS);
  const { dtype, bits } = options;
  const parts = isList ? given : given.map(([layout, flat]) => [layout, flat, { dtype, bits }] as SavedPart);
  const leaves: readonly PartLeaf[] = planParts(parts, false, undefined).tensors;
  for (const { dtype: written, slot } of leaves)
    if (!PYTORCH_DTYPES.includes(written))
      throw new CheckpointError('PyTorch does not read this dtype from a distributed checkpoint', {
        tensor: slot.path,
        expected: `one of ${PYTORCH_DTYPES.join(', ')}`,
        found: written,
      });
  const mine = rank ?? group?.rank;
  const [layout] = given[0] ?? [];
  if (!isList && layout !== undefined && shards !== undefined && whole !== undefined && !sameLayout(layout, whole)) {
    if (mine === undefined || !sameLayout(layout, shards[mine] as LayoutLike))
      throw new TypeError(
        `the layout whose rows the option shards has${mine === undefined ? '' : `, or shards[${mine}] of it,`} ` +
          'was expected, found another',
      );
    const owners = ownersOf(whole);
    return {
      leavesOf: (of) => placeRows(leaves, whole, of),
      writersAmong: (count) =>
        countWriters(
          Array.from(owners.values(), ({ slot }) => slot.shape),
          count,
        ),
      count: shards.length,
      plan: planOf(leaves, ({ slot }) => owners.get(slot.path)?.slot.shape ?? slot.shape, options.metadata),
    };
  }
  return {
    leavesOf: (of) => rowsOfLeaves(leaves, of),
    writersAmong: (count) =>
      countWriters(
        leaves.map(({ slot }) => slot.shape),
        count,
      ),
    count: undefined,
    plan: planOf(leaves, ({ slot }) => slot.shape, options.metadata),
  };
}
