import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { PositiveIn } from '../../types/shard/count.ts';
import type { RowShards, RowsIn } from '../../types/shard/shard-rows.ts';
import { layout as layoutOf } from '../layout.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { decompile } from '../schema/decompile.ts';
import { requirePositive } from './count.ts';
import { rowSchemaOf } from './row-schema.ts';
import { requireRowTies } from './row-ties.ts';
import { listShards, type Piece } from './shards-of.ts';

/**
 * Cuts each leaf of a layout into `count` chunks of rows (of dimension 0), and returns one layout for each rank, as
 * FSDP 2 of PyTorch does. Rank r gets chunk r. The rule is that of torch.chunk: the size of a chunk is the number of
 * rows divided by `count`, rounded up, as long as rows are left. So the last ranks may have fewer rows or none. A
 * scalar stays on rank 0, and the other ranks have an empty leaf `[0]` in its place. A tie on a rank shares the rows
 * that this rank has of its owner.
 *
 * @example
 * const ranks = shardRows(model, 2);
 * ranks[0].at('wte.weight').shape; // [3, 4], as a type too
 * ranks[1].at('wte.weight').shape; // [2, 4], as a type too
 * ranks[1].length; // 28, as a type too
 *
 * @throws SchemaError for a transposed tie and for a tie to rows, because other ranks may have what they share
 * @throws RangeError unless `count` is an integer of at least 1
 * @throws TypeError for anything but a layout
 */
export function shardRows<L extends LayoutLike, const N extends number>(
  layout: RowsIn<L>,
  count: PositiveIn<N, 'the number of shards'>,
): RowShards<L, N> {
  const whole = layout as L;
  const root = rootOfLayout(whole);
  const n = requirePositive(count, 'the number of shards');
  requireRowTies(root);
  const schema = decompile(root);
  const ranks = Array.from({ length: n }, (_, rank) => layoutOf(rowSchemaOf(schema, n, rank)));
  const source = {
    layout: whole,
    piecesOf: () => piecesOfRows(whole, ranks),
    filledOf: (rank: number) => (ranks[rank] as { readonly length: number }).length,
  };
  // `as never`: the compiler cannot compare its half with this one.
  return listShards(ranks, source) as never;
}

/** Yields the rows of each owner, rank by rank. They follow each other in the owner. */
function* piecesOfRows(layout: LayoutLike, ranks: readonly LayoutLike[]): Generator<Piece, void, undefined> {
  const ownersOfRanks = ranks.map(slotsOfOwners);
  const owners = slotsOfOwners(layout);
  for (let i = 0; i < owners.length; i++) {
    let start = (owners[i] as Slot).offset;
    for (let rank = 0; rank < ranks.length; rank++) {
      const { offset, length } = (ownersOfRanks[rank] as readonly Slot[])[i] as Slot; // all ranks have the same paths
      if (length > 0) yield { rank, offset, start, length };
      start += length;
    }
  }
}
