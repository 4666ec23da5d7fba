import type { ShardMove } from '../../types/shard/reshard.ts';
import type { ShardsOf } from '../../types/shard/shards-of.ts';
import { sameLayout } from '../place/fingerprint.ts';
import { otherShardLayout } from './issues.ts';
import { type Piece, sourceOf } from './shards-of.ts';

/**
 * Lists the ranges to copy from the shards of one list to those of another, for example to continue on another number
 * of workers. Both are results of `shard` or `shardRows` for one layout. Together the ranges hold each element of each
 * owner once, and no pad. They come in memory order of the whole layout. An element that stays on its rank is listed
 * as well.
 *
 * @example
 * const moves = reshard(shard(model, 4), shard(model, 3));
 * moves.length; // 6
 * moves[1]; // { from: 1, to: 0, fromStart: 0, toStart: 15, length: 5 }
 *
 * @throws TypeError for shards of two layouts, and for anything but all shards of a layout
 */
export function reshard<L>(from: ShardsOf<L>, to: ShardsOf<L>): readonly ShardMove[] {
  const [source, target] = [sourceOf(from), sourceOf(to)];
  if (!sameLayout(source.layout, target.layout))
    throw new TypeError(otherShardLayout(source.layout.fingerprint, target.layout.fingerprint));
  const moves: ShardMove[] = [];
  const [sources, targets] = [source.piecesOf(), target.piecesOf()];
  // Both have the same elements in the same order, so both end together.
  let [here, there] = [next(sources), next(targets)];
  while (here !== undefined && there !== undefined) {
    const length = Math.min(here.length, there.length);
    addMove(moves, here, there, length);
    here = here.length > length ? skip(here, length) : next(sources);
    there = there.length > length ? skip(there, length) : next(targets);
  }
  return Object.freeze(moves.map(Object.freeze)) as readonly ShardMove[];
}

const next = (pieces: Iterator<Piece, void>): Piece | undefined => pieces.next().value ?? undefined;

const skip = (piece: Piece, length: number): Piece => ({
  ...piece,
  offset: piece.offset + length,
  length: piece.length - length,
});

/** Adds a move, or extends the last one if it ends where this one begins, on both ranks. */
function addMove(moves: ShardMove[], from: Piece, to: Piece, length: number): void {
  const last = moves.at(-1);
  const move = { from: from.rank, to: to.rank, fromStart: from.offset, toStart: to.offset, length };
  if (
    last !== undefined &&
    last.from === move.from &&
    last.to === move.to &&
    last.fromStart + last.length === move.fromStart &&
    last.toStart + last.length === move.toStart
  )
    moves[moves.length - 1] = { ...last, length: last.length + length };
  else moves.push(move);
}
