// No twin in types: the leaves of a loop have no literal shapes.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Shape } from '../../types/schema/markers.ts';
import type { ShardsOf } from '../../types/shard/shards-of.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import type { Leaf } from '../../types/view/leaf.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from '../view/flat.ts';
import { leafOver } from '../view/leaf.ts';
import { notRank } from './issues.ts';
import { sourceOf } from './shards-of.ts';

/**
 * Yields the rows of one rank over the flat array of the whole layout, without a copy: for each owner its slot in the
 * layout of the rank, and its rows as a leaf. `shards` is what `shardRows` returned. A rank that gets no rows of an
 * owner has an empty leaf there.
 *
 * @example
 * const ranks = shardRows(model, 2);
 * const mine = ranks[1].zeros();
 * for (const [{ offset }, rows] of rowsOf(ranks, 1, flat)) mine.set(rows, offset);
 *
 * @throws RangeError for a rank that does not exist, and for a flat array of another length
 * @throws TypeError for anything but a result of `shardRows` and a flat array of numbers
 */
export function* rowsOf<L extends LayoutLike, A extends NumberArray>(
  shards: ShardsOf<L> & readonly LayoutLike[],
  rank: number,
  flat: FlatIn<FlatSchemaOf<L>, A>,
): Generator<[Slot, Leaf<Shape, PlainOf<A>>]> {
  const whole = sourceOf(shards).layout;
  const bound = bindFlat(rootOfLayout(whole).size, flat as NumberArray as AnyArray);
  const ranks = shards.map(slotsOfOwners);
  const rows = ranks[rank];
  if (rows === undefined) throw new RangeError(notRank(shards.length, String(rank)));
  const owners = slotsOfOwners(whole);
  for (let i = 0; i < owners.length; i++) {
    const slot = rows[i] as Slot; // all ranks have the same paths
    let offset = (owners[i] as Slot).offset;
    for (let before = 0; before < rank; before++) offset += ((ranks[before] as readonly Slot[])[i] as Slot).length;
    yield [slot, leafOver(bound, { ...slot, offset }) as never];
  }
}
