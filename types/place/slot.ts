import type { Repeated, Shape } from '../schema/markers.ts';
import type { Length } from '../schema/size.ts';
import type { StridesOf } from '../schema/strides.ts';
import type { Offset } from './offset.ts';
import type { OwnerPath, TiedTo } from './owner.ts';
import type { Find, Found } from './place.ts';

/** Where a leaf lies. Offset, length and strides are in elements. */
export interface Slot {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** The owner's path, where this leaf is a tie or lies below one. */
  readonly tiedTo?: string | undefined;
  /** Whether the owner's matrix is read as its transpose. */
  readonly transposed: boolean;
}

/** Where a subtree lies; where a tie leads to it, the owner's range. */
export interface SubtreeRange {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** Of a repeat: how many blocks it has. */
  readonly count?: number;
  /** Of a repeat: how many elements lie from the start of one block to the start of the next. */
  readonly stride?: number;
}

/**
 * The slot or range at a path, every number a literal that is computed when it is asked for. Object types without a name, so that an editor and a
 * declaration file show the numbers and not the schema. They do not extend Slot: the compiler would then bound the arithmetic while it is
 * still generic, and give up.
 */
export type SlotAt<S, P extends string> =
  P extends unknown ?
    {} extends { [K in P]: 0 } ?
      OpenSlot<Find<S, P>, S, P>
    : SlotOf<Find<S, P>, S, P>
  : never;
// An open index may lead to any item, so there is one slot for each.
type OpenSlot<F, S, P extends string> =
  [F] extends [infer One] ?
    One extends unknown ?
      SlotOf<One, S, P>
    : never
  : never;
// Not distributive, so that a slot has an offset and a length while `F` is still open.
type SlotOf<F, S, P extends string> =
  [F] extends [Found<infer N, infer _, infer T extends boolean>] ?
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
    : N extends Repeated<infer K, infer B> ?
      {
        readonly path: P;
        readonly offset: Offset<S, P>;
        readonly length: Length<N>;
        readonly count: K;
        readonly stride: Length<B>;
      }
    : { readonly path: P; readonly offset: Offset<S, P>; readonly length: Length<N> }
  : never;
