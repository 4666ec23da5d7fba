// No twin in types: the types of this function do not depend on how the shards were made.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { ShardsOf } from '../../types/shard/shards-of.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import { describe, describeArray, withArticle } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { overlap } from '../array/overlap.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from '../view/flat.ts';
import { wrongShardCount } from './issues.ts';
import { type ShardSource, sourceOf } from './shards-of.ts';

/**
 * Copies the flat arrays of all shards back into the flat array of the whole layout, and returns it. `shards` is what
 * `shard` or `shardRows` returned, and `flats` has one flat array for each of them, all of the kind of `flat`. A flat
 * array of a shard that reaches past the end may have the full length, or the one that `window` gives it. Pads stay as
 * they are. If this throws, it has written nothing.
 *
 * @example
 * const shards = shard(model, 4);
 * const copies = shards.map((each) => each.window(flat.fill(3)).slice());
 * unshard(shards, copies, model.zeros())[59]; // 3
 *
 * @throws RangeError for another number of flat arrays, or another length of one
 * @throws TypeError for a flat array of another kind, and for anything but all shards of one layout
 */
export function unshard<L extends LayoutLike, A extends NumberArray>(
  shards: ShardsOf<L> & readonly { readonly length: number }[],
  flats: readonly NumberArray[],
  flat: FlatIn<FlatSchemaOf<L>, A>,
): A {
  const source = sourceOf(shards);
  const whole = bindFlat(rootOfLayout(source.layout).size, flat as NumberArray as AnyArray);
  const bound = requireFlats(shards, flats, source, kindOf(whole) as string);
  // A flat array that lies in the whole one, but for the part that `window` gives it, would be overwritten unread.
  for (const [rank, each] of bound.entries())
    if (overlap(each, whole) && !isInPlace(shards[rank], each, whole)) bound[rank] = (each as Float32Array).slice();
  for (const { rank, offset, start, length } of source.piecesOf())
    whole.set((bound[rank] as Float32Array).subarray(offset, offset + length), start);
  return whole as NumberArray as A;
}

const isInPlace = (shard: object | undefined, flat: AnyArray, whole: AnyArray): boolean =>
  shard !== undefined &&
  'start' in shard &&
  flat.byteOffset - whole.byteOffset === (shard.start as number) * whole.BYTES_PER_ELEMENT;

function requireFlats(
  shards: readonly { readonly length: number }[],
  flats: readonly unknown[],
  { filledOf }: ShardSource,
  kind: string,
): AnyArray[] {
  if (!Array.isArray(flats)) throw new TypeError(`a list of flat arrays was expected, found ${describe(flats)}`);
  if (flats.length !== shards.length) throw new RangeError(wrongShardCount(shards.length, flats.length));
  return shards.map(({ length }, rank) => {
    const flat = flats[rank] as AnyArray;
    const found = kindOf(flat);
    if (found !== kind)
      throw new TypeError(
        `the flat array of shard ${rank}: ${withArticle(kind)} was expected, found ${describeArray(flat)}`,
      );
    try {
      return bindFlat(flat.length === filledOf(rank) ? flat.length : length, flat);
    } catch (error) {
      throw new RangeError(`the flat array of shard ${rank}: ${(error as Error).message}`, { cause: error });
    }
  });
}
