// No twin in src: the run time has the paths of all owners.
import type { NamedIndices, RemainderOf, Step } from '../place/pattern.ts';
import type { IsIndex } from '../schema/indices.ts';
import type { AnyScoped, Inner, Repeated } from '../schema/markers.ts';
import type { Child, Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { Segments } from '../schema/path.ts';
import type { Misses, Overlaps } from './overlap.ts';

/** What remains of patterns below a path: `''` if one of them matches the path or a subtree that contains it. */
export type RemainderBelow<R, P extends string> =
  P extends `${infer Seg}.${infer Rest}` ? RemainderBelow<Step<R, Seg>, Rest> : Step<R, P>;

/** Those members of a union of names whose patterns, in `Patterns`, match a path. */
export type NamesAt<Patterns, P extends string, K = keyof Patterns> =
  K extends keyof Patterns ?
    '' extends RemainderBelow<RemainderOf<Patterns[K]>, P> ?
      K
    : never
  : never;

/**
 * The path of the first owner that matches both of two remainders; with `B` as 0, of the first that does not match `A`.
 * The first at each level is the first segment by code units. Only an error needs it.
 */
export type FirstOwnerUnder<N, A, B, Done extends string = ''> =
  N extends readonly number[] ? Done
  : N extends AnyScoped ? FirstOwnerUnder<Inner<N>, A, B, Done>
  : FirstInOrder<SegmentsUnder<N, SegmentsFor<N, A | (B & string)>, A, B>> extends infer Seg extends string ?
    FirstOwnerUnder<Child<N, Seg>, Step<A, Seg>, B extends string ? Step<B, Seg> : 0, Join<Done, Seg>>
  : never;
type SegmentsUnder<N, Seg, A, B> =
  Seg extends string ?
    IsUnder<Child<N, Seg>, Step<A, Seg>, B extends string ? Step<B, Seg> : 0> extends never ?
      never
    : Seg
  : never;
type IsUnder<N, A, B> =
  [N] extends [never] ? never
  : B extends string ? Overlaps<N, A, B>
  : Misses<N, A>;
/** In a repeat whose indices the patterns do not name, the first stands for all. */
type SegmentsFor<N, R> =
  N extends Repeated<infer K, unknown> ?
    [NamedIndices<R, K>] extends [never] ? '0'
    : IsIndex<`${K}`, 65> extends true ? `${Segments<N>}`
    : LowIndex | NamedIndices<R, K>
  : `${Segments<N>}`;
/**
 * One of these indices is the first, by code units, that no pattern names, unless patterns name dozens of indices.
 */
type LowIndex =
  `${'' | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | `10${0 | '00' | '000'}`;
