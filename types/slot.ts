import type { Offset } from './offset.ts';
import type { NodeAt } from './path.ts';
import type { Shape } from './schema.ts';
import type { Length } from './size.ts';

/** Where a leaf lies. Offset, length and strides are in elements. */
export interface Slot {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** The owner's path, where this leaf is a tie or lies below one. */
  readonly tiedTo?: string;
  readonly transposed: boolean;
}

/** Where a subtree lies. */
export interface Range {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** The slot or range at a path, every number a literal that is computed when it is asked for. */
export type SlotAt<S, P extends string> = NodeAt<S, P> extends infer N
  ? N extends Shape
    ? LeafSlot<S, P, N>
    : SubtreeRange<S, P, N>
  : never;
// Neither extends Slot: the compiler would then bound the arithmetic while it is still generic, and give up.
export interface LeafSlot<S, P extends string, N extends Shape> {
  readonly path: P;
  readonly offset: Offset<S, P>;
  readonly length: Length<N>;
  readonly shape: N;
  readonly strides: readonly number[];
  readonly tiedTo?: string;
  readonly transposed: boolean;
}
export interface SubtreeRange<S, P extends string, N> {
  readonly path: P;
  readonly offset: Offset<S, P>;
  readonly length: Length<N>;
}
