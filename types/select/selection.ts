import type { HasOpenPattern, RemainderOf } from '../place/pattern.ts';
import type { PathIn, PathParameter } from '../place/path-parameter.ts';
import type { ElementRange } from '../place/range.ts';
import type { Slot } from '../place/slot.ts';
import type { ParameterCount } from '../schema/memory.ts';
import type { Restricted } from './restricted.ts';

/** Any selection of the leaves of a layout. */
export interface AnySelection {
  /** The number of selected elements. An element under several patterns counts once. */
  readonly length: number;
  /** Where they lie in the flat array, in memory order. Runs that touch are one. */
  readonly ranges: readonly ElementRange[];
  /** The slots of the selected owners in the layout's order; with `ties: true` also the slots that are tied to them. */
  readonly slots: readonly Slot[];
  /** The length of the layout's flat array. */
  readonly flatLength: number;
}

/**
 * The leaves of a layout of schema `S` that match one of the patterns `P` and none of the patterns `X`. The compiler
 * computes the length when a program reads it.
 */
export interface SelectionIn<in out S, in out P, in out X> extends AnySelection {
  readonly length: SelectedLength<S, P, X>;
  /**
   * Whether the memory of a path is selected. For a subtree, whether all its leaves are; a tie has the memory of its
   * owner.
   *
   * @throws RangeError for an unknown path
   */
  has<const Q extends string>(path: PathIn<Q, PathParameter<S, Q>>): boolean;
}

/** The length of a selection: a literal, or `number` if a pattern or a dimension is not known. */
// `infer` holds the recursion back while the schema is open.
export type SelectedLength<S, P, X> =
  HasOpenPattern<P | X> extends true ? number
  : [S, RemainderOf<P>] extends [infer N, infer In] ? ParameterCount<Restricted<N, In, RemainderOf<X>>>
  : never;
