// No twin in types: deals with files.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { ownersOf } from '../fit/owners.ts';
import type { PartLeaf } from '../save/saved-parts.ts';
import { type RankAmong, rowsOfRank, shapeOnRank } from './rank-rows.ts';

/** What one rank writes. */
export interface RankLeaves {
  readonly rank: number;
  readonly leaves: readonly PartLeaf[];
  /** Where each leaf begins in its tensor. */
  readonly offsets: ReadonlyMap<string, readonly number[]>;
}

/** Returns the rows of a rank, from leaves of the whole layout. */
export function rowsOfLeaves(leaves: readonly PartLeaf[], of: RankAmong): RankLeaves {
  const shapes = new Map(leaves.map(({ slot }) => [slot.path, slot.shape]));
  return keepRows(
    leaves.map((leaf) => leafOnRank(leaf, of)),
    (path) => shapes.get(path) ?? [],
    of,
  );
}

/** Returns leaves that are already the rows of a rank, with their offsets in the tensors of the whole layout. */
export function placeRows(leaves: readonly PartLeaf[], whole: LayoutLike, of: RankAmong): RankLeaves {
  const owners = ownersOf(whole);
  return keepRows(leaves, (path) => owners.get(path)?.slot.shape ?? [], of);
}

/** Returns how many ranks write a file. As in PyTorch, a rank without rows writes none; these are the last ranks. */
export function countWriters(shapes: Iterable<readonly number[]>, count: number): number {
  let writers = 0;
  for (const [rows = 1] of shapes)
    writers = Math.max(writers, rows === 0 ? 1 : Math.ceil(rows / Math.ceil(rows / count)));
  return writers;
}

/** Leaves out tensors that have no rows on a rank. Rank 0 keeps empty tensors, so that each tensor is in some file. */
function keepRows(
  leaves: readonly PartLeaf[],
  shapeOf: (path: string) => readonly number[],
  of: RankAmong,
): RankLeaves {
  const kept = leaves.filter(({ slot }) => of.rank === 0 || (slot.shape[0] ?? 0) > 0);
  const offsets = kept.map(({ slot: { path } }) => [path, offsetsOnRank(shapeOf(path), of)] as const);
  return { rank: of.rank, leaves: kept, offsets: new Map(offsets) };
}

/** Where a rank's rows begin in a tensor. A scalar has no dimension. */
const offsetsOnRank = (shape: readonly number[], of: RankAmong): readonly number[] =>
  shape.map((rows, i) => (i === 0 ? rowsOfRank(rows, of).first : 0));

/** The rows of a whole leaf that a rank writes. */
function leafOnRank(leaf: PartLeaf, of: RankAmong): PartLeaf {
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
