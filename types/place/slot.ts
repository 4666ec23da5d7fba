import type { AnyAligned, Repeated, Shape } from '../schema/markers.ts';
import type { Length, Stride } from '../schema/memory.ts';
import type { StridesOf } from '../schema/strides.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { Offset } from './offset.ts';
import type { OwnerPath, TiedTo } from './owner.ts';
import type { FindPlace, FoundPlace } from './place.ts';

/** Where a leaf lies in the flat array. Offset, length and strides are in elements. */
export interface Slot {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** The owner's path, if this leaf is a tie or lies below one. */
  readonly tiedTo?: string | undefined;
  /** Whether this leaf reads its owner's matrix as the transpose. */
  readonly transposed: boolean;
}

/** Where a subtree lies in the flat array, in elements. For a subtree below a tie, this is the owner's range. */
export interface SubtreeRange {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** The number of blocks, if the subtree is a repeat. */
  readonly count?: number;
  /** The number of elements from the start of one block to the start of the next, if the subtree is a repeat. */
  readonly stride?: number;
}

/**
 * The slot or range at a path, with literals that the compiler computes when a program reads them. The object types
 * have no names, so that editors and declaration files show the numbers and not the schema. They do not extend `Slot`:
 * the compiler would then look for a bound of the arithmetic while the schema is open, and give up.
 */
export type SlotAt<S, P extends string> =
  P extends unknown ?
    {} extends { [K in P]: 0 } ?
      OpenSlot<FindPlace<S, P>, S, P>
    : SlotOf<FindPlace<S, P>, S, P>
  : never;
// An index of type `number` may lead to several different items: a union, with one slot for each.
type OpenSlot<F, S, P extends string> =
  [F] extends [infer One] ?
    One extends unknown ?
      SlotOf<One, S, P>
    : never
  : never;
// Not distributive, so that the compiler finds `offset` and `length` on a slot while `F` is open.
type SlotOf<F, S, P extends string> =
  [F] extends [FoundPlace<infer N, infer _, infer T extends boolean>] ?
    unknown extends N ? Slot | SubtreeRange
    : N extends Shape ?
      {
        readonly path: P;
        readonly offset: Offset<S, P>;
        readonly length: Length<N>;
        readonly shape: N;
        readonly strides: StridesOf<N, T>;
        readonly tiedTo: TiedTo<P, OwnerPath<S, P, S>>;
        readonly transposed: T;
      }
    : UnwrapRepeat<N> extends Repeated<infer K, infer B> ?
      {
        readonly path: P;
        readonly offset: Offset<S, P>;
        readonly length: Length<N>;
        readonly count: K;
        readonly stride: Stride<B>;
      }
    : { readonly path: P; readonly offset: Offset<S, P>; readonly length: Length<N> }
  : never;
type UnwrapRepeat<N> = N extends AnyAligned ? Unwrap<N> : N;
