import type { AnyArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { PositiveIn } from '../../types/shard/count.ts';
import type { ShardPart, Shards } from '../../types/shard/shard.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFlat } from '../view/flat.ts';
import { requirePositive } from './count.ts';
import { longShard } from './issues.ts';
import { listShards, type Piece } from './shards-of.ts';

/** The run-time half of `Shard`; types/shard/shard.ts declares the types of its members. */
class FlatShard {
  readonly rank: number;
  readonly length: number;
  readonly start: number;
  readonly #layout: LayoutLike;
  #parts: readonly ShardPart[] | undefined;
  constructor(layout: LayoutLike, rank: number, length: number) {
    this.rank = rank;
    this.length = length;
    this.start = rank * length;
    this.#layout = layout;
    Object.freeze(this);
  }
  // Computed on demand, because a worker needs only the parts of its own shard.
  get parts(): readonly ShardPart[] {
    this.#parts ??= Object.freeze(partsOf(this.start, this.length, slotsOfOwners(this.#layout)));
    return this.#parts;
  }
  window(flat: AnyArray): AnyArray {
    const bound = bindFlat(rootOfLayout(this.#layout).size, flat) as Float32Array; // or another kind
    return bound.subarray(this.start, this.start + this.length);
  }
}

/**
 * Cuts the flat array of a layout into `count` equal shards, as ZeRO and FSDP 1 of PyTorch do. The length of a shard is
 * the length of the layout divided by `count`, rounded up; with `align`, it is then rounded up to a multiple of `align`
 * elements. So the last shards may reach past the end of the flat array, or lie behind it.
 *
 * @example
 * const [first, last] = shard(model, 2, { align: 16 });
 * last.length; // 32, as a type too
 * last.parts; // [{ path: 'h.1.weight', start: 8, end: 16, offset: 0 }, { path: 'wte.weight', start: 0, end: 20, offset: 8 }]
 * last.window(flat).length; // 28: the flat array ends there
 * first.window(flat).buffer === flat.buffer; // true
 *
 * @throws RangeError unless `count` and `align` are integers of at least 1, and for a shard of more than 2^53 - 1
 * elements
 * @throws TypeError for anything but a layout and options
 */
export function shard<L extends LayoutLike, const N extends number, const A extends number = 1>(
  layout: L,
  count: PositiveIn<N, 'the number of shards'>,
  options: { readonly align?: PositiveIn<A, 'align'> } = {},
): Shards<L, N, A> {
  const total = rootOfLayout(layout).size;
  requireOptions('shard', options, ['align']);
  const n = requirePositive(count, 'the number of shards');
  const align = requirePositive(options.align ?? 1, 'align');
  const share = Math.ceil(total / n);
  const length = Math.ceil(share / align) * align;
  if (!Number.isSafeInteger(length)) throw new RangeError(longShard(share, align));
  const shards = Array.from({ length: n }, (_, rank) => new FlatShard(layout, rank, length));
  const source = {
    layout,
    piecesOf: () => piecesOfShards(shards),
    filledOf: (rank: number) => Math.max(0, Math.min(length, total - rank * length)),
  };
  // `as never`: the compiler cannot compare its half with this one.
  return listShards(shards, source) as never;
}

/** Returns the parts of the owners that lie in a range of the flat array. */
function partsOf(from: number, length: number, owners: readonly Slot[]): ShardPart[] {
  const parts: ShardPart[] = [];
  for (let i = firstEndingAfter(owners, from); i < owners.length; i++) {
    const slot = owners[i] as Slot;
    if (slot.offset >= from + length) break;
    if (slot.length === 0) continue;
    const start = Math.max(0, from - slot.offset);
    const end = Math.min(slot.length, from + length - slot.offset);
    parts.push(Object.freeze({ path: slot.path, start, end, offset: slot.offset + start - from }));
  }
  return parts;
}

/** Returns the position of the first owner that ends after an element. */
function firstEndingAfter(owners: readonly Slot[], from: number): number {
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset, length } = owners[middle] as Slot;
    if (offset + length > from) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Yields the parts of all shards; parts that touch in a shard are one piece. */
function* piecesOfShards(shards: readonly FlatShard[]): Generator<Piece, void, undefined> {
  for (const { rank, start, parts } of shards) {
    let piece: Piece | undefined;
    for (const part of parts) {
      const length = part.end - part.start;
      if (piece !== undefined && piece.offset + piece.length === part.offset)
        piece = { ...piece, length: piece.length + length };
      else {
        if (piece !== undefined) yield piece;
        piece = { rank, offset: part.offset, start: start + part.offset, length };
      }
    }
    if (piece !== undefined) yield piece;
  }
}
