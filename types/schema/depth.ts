// No twin in src: these are limits of the compiler. The run time has a limit of its own, MAX_DEPTH.
import type { KeyList } from '../arithmetic/key-list.ts';
import type { AlignedWithin, Level8 } from './levels.ts';
import type { Aligned, AnyScoped, AnyTied, AnyAligned, Inner, Keyed, Listed, Marker, Repeated } from './markers.ts';

/**
 * How deep a schema may be nested. The compiler follows a hundred instantiations within each other. Beyond that it
 * silently gives `number` in place of a literal, even in other schemas that share a sum with this one. So each level of
 * a schema has a weight, in marks, and a schema is an error if its levels weigh more than this budget. The weights were
 * measured on TypeScript 7.0 and 5.9 (test/agree/limits.test.ts).
 */
type LevelBudget = '||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||';
/** How many levels of the lightest kind fit into the budget. The error names this number. */
export type MaxLevels = 28;
/** How many dimensions a leaf may have. Each one nests two more instantiations. */
export type MaxRank = 32;

/**
 * A schema that is certainly within the limits. A comparison with this type costs one instantiation, because its
 * interfaces have no type parameters. (That is why each level has its own.) A schema that is not assignable to it may
 * still be within the limits: then `PastLimit` decides.
 */
export type SurelyWithin = Level8 | AlignedWithin;

/** The schema, or `unknown` for a schema past the limits, so that the compiler does not begin to sum it up. */
export type WithinLimits<S> =
  S extends SurelyWithin ? S
  : PastLimit<S> extends never ? S
  : unknown;

/** The schema if the option `align` of `layout` keeps it within the limits, otherwise `unknown`. */
export type AlignedWithinLimits<A extends number, S> = unknown extends S ? S : WithinLimits<Aligned<A, S>>;

/**
 * Which limit a schema exceeds, or `never`. The walk goes down level by level, with all nodes of a level as one union.
 * `Spent` is the weight of the levels so far. `First` is what the first `aligned` weighs besides: a sum that looks for
 * pads nests deeper.
 */
export type PastLimit<N, Spent extends string = '', First extends string = '|||'> =
  LeavesPastRank<N> extends never ?
    [ChildUnion<N>] extends [never] ? never
    : AlignedIn<N> extends never ? PastLimitBelow<ChildUnion<N>, `${Spent}${HeaviestLevel<LevelWeight<N>>}`, First>
    : PastLimitBelow<ChildUnion<N>, `${Spent}${First}${HeaviestLevel<LevelWeight<N>>}`, ''>
  : 'dimensions';
type PastLimitBelow<N, Spent extends string, First extends string> =
  Spent extends `${LevelBudget}|${string}` ? 'levels' : PastLimit<N, Spent, First>;
type AlignedIn<N> = N extends AnyAligned ? 'aligned' : never;
/** `never` if no leaf in a union of nodes has too many dimensions. */
type LeavesPastRank<N> = N extends RankPastMax ? 'too many' : never;
/** A leaf of more dimensions than `MaxRank`. */
export type RankPastMax = readonly number[] & { readonly [D in MaxRank]: unknown };
type ChildUnion<N> =
  0 extends 1 & N ? never
  : N extends readonly number[] | AnyTied ? never
  : N extends Repeated<number, infer S> ? S
  : N extends Listed<infer E> ? E[number]
  : N extends Keyed<infer E> ? E[number][1]
  : N extends AnyScoped ? Inner<N>
  : N extends AnyAligned ? N['.of']
  : N extends Marker | Function ? never
  : N extends readonly unknown[] ? N[number]
  : N extends object ? N[keyof N]
  : never;

/**
 * The weight of a node. It follows from how size.ts sums the node up: a list by the digits of its indices, a struct
 * eight fields at a time.
 */
type LevelWeight<N> =
  N extends readonly number[] | AnyTied ? never
  : N extends Listed<infer E> ? LevelWeightOfList<E>
  : N extends Keyed<infer E> ?
    E extends MoreThanHundred ? '||||||||||||||'
    : E extends MoreThanTen ? '||||||||'
    : '||||'
  : N extends Marker ? '|||'
  : N extends readonly unknown[] ? LevelWeightOfList<N>
  : KeyList<keyof N>['arity'] extends 'more' ? '|||||'
  : '|||';
type LevelWeightOfList<E> =
  E extends MoreThanHundred ? '||||||||||'
  : E extends MoreThanTen ? '|||||||'
  : '|||';
interface MoreThanHundred {
  readonly 100: unknown;
}
interface MoreThanTen {
  readonly 10: unknown;
}
/** The heaviest of a union of weights. */
type HeaviestLevel<W> =
  '||||||||||||||' extends W ? '||||||||||||||'
  : '||||||||||' extends W ? '||||||||||'
  : '||||||||' extends W ? '||||||||'
  : '|||||||' extends W ? '|||||||'
  : '|||||' extends W ? '|||||'
  : '||||' extends W ? '||||'
  : '|||';
