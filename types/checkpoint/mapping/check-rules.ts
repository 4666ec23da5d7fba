import type { Issue } from '../../schema/issues.ts';
import type { Shape } from '../../schema/markers.ts';
import type { Arrangement } from './arrangement.ts';
import type { NearPath } from '../fit/names.ts';
import type { SettlePlace } from '../../place/place.ts';
import type { LeafAt } from './leaf-at.ts';

/** The issues of rules, each at the part of the rule that is wrong. Names that are only `string` are checked at run time. */
export type CheckRules<S, R> = {
  readonly [I in keyof R]: R[I] extends readonly [infer F, infer L] ?
    readonly [CheckWildcards<F, SideWildcards<L>>, CheckSide<S, L, SideWildcards<F>>]
  : unknown;
};

/** The names of the wildcards of a name. */
type WildcardsIn<P extends string> =
  string extends P ? string
  : P extends `${string}{${infer W}}${infer R}` ? (W extends `**${infer G}` ? G : W) | WildcardsIn<R>
  : never;
/** The wildcards of an arrangement, except those that a `stack` runs over. */
type SideWildcards<A> = [Arrangement] extends [A] ? string : WildcardsOfSide<A>;
type WildcardsOfSide<A> =
  A extends string ? WildcardsIn<A>
  : A extends { readonly concat: infer P extends readonly unknown[] } ? SideWildcards<P[number]>
  : A extends { readonly stack: infer X; readonly over: infer O } ? Exclude<SideWildcards<X>, O>
  : SideWildcards<OperandOf<A>>;
/** What an operation with one operand holds. */
type OperandOf<A> =
  A extends { readonly transpose: infer X } ? X
  : A extends { readonly permute: infer X } ? X
  : A extends { readonly reshape: infer X } ? X
  : A extends { readonly interleave: infer X } ? X
  : A extends { readonly rows: infer X } ? X
  : never;

/** Checks that each name of the file's side has the wildcards of the other side, and no others. */
type CheckWildcards<A, Known extends string, Bound extends string = never> =
  [Arrangement] extends [A] ? unknown : CheckWildcardsOf<A, Known, Bound>;
type CheckWildcardsOf<A, Known extends string, Bound extends string> =
  A extends string ? WildcardIssue<A, WildcardsIn<A>, Known | Bound>
  : A extends { readonly concat: infer P } ?
    { readonly [K in keyof A]: K extends 'concat' ? CheckEachName<P, Known, Bound> : unknown }
  : A extends { readonly stack: infer X; readonly over: infer O extends string } ?
    { readonly [K in keyof A]: K extends 'stack' ? CheckWildcards<X, Known, Bound | O> : unknown }
  : { readonly [K in keyof A]: K extends Operation ? CheckWildcards<A[K], Known, Bound> : unknown };
type CheckEachName<P, Known extends string, Bound extends string> = {
  readonly [I in keyof P]: CheckWildcards<P[I], Known, Bound>;
};
type Operation = 'transpose' | 'permute' | 'reshape' | 'interleave' | 'rows';

type WildcardIssue<P extends string, Own extends string, Known extends string> =
  string extends Own | Known ? unknown
  : [Exclude<Own, Known>] extends [never] ?
    [Exclude<Known, Own>] extends [never] ?
      unknown
    : Issue<`'${P}' lacks the wildcard '{${Exclude<Known, Own>}}'`>
  : Issue<`the wildcard '{${Exclude<Own, Known>}}' is on one side only`>;

/** Checks an arrangement of leaves: their names, and the ranks that its operations need. */
// An arrangement that is only `Arrangement` to the compiler is checked at run time.
type CheckSide<S, A, Known extends string, Bound extends string = never> =
  [Arrangement] extends [A] ? unknown : CheckSideOf<S, A, Known, Bound>;
type CheckSideOf<S, A, Known extends string, Bound extends string> =
  A extends string ? CheckName<S, A, WildcardIssue<A, WildcardsIn<A>, Known | Bound>>
  : A extends { readonly concat: infer P } ?
    { readonly [K in keyof A]: K extends 'concat' ? CheckEachSide<S, P, Known, Bound> : unknown }
  : A extends { readonly stack: infer X; readonly over: infer O extends string } ?
    { readonly [K in keyof A]: K extends 'stack' ? CheckSide<S, X, Known, Bound | O> : unknown }
  : A extends { readonly transpose: infer X } ?
    { readonly transpose: CheckSide<S, X, Known, Bound> & MatrixIssue<RankOf<S, X>, ShapeText<S, X>> }
  : A extends { readonly permute: infer X; readonly axes: infer E } ?
    { readonly permute: CheckSide<S, X, Known, Bound>; readonly axes: AxesIssue<E, RankOf<S, X>> }
  : { readonly [K in keyof A]: K extends Operation ? CheckSide<S, A[K], Known, Bound> : unknown };
type CheckEachSide<S, P, Known extends string, Bound extends string> = {
  readonly [I in keyof P]: CheckSide<S, P[I], Known, Bound>;
};

type CheckName<S, P extends string, W> =
  string extends P ? unknown
  : W extends Issue<string> ? W
  : [LeafAt<S, P, S>] extends [never] ? Issue<`there is no '${P}' in the layout${NearPath<SettlePlace<S, S>, P>}`>
  : [LeafAt<S, P, S>] extends ['subtree'] ? Issue<`'${P}' is no leaf of the layout`>
  : unknown;

/** The number of axes of an arrangement, as a union; `number` where the compiler does not know it. */
type RankOf<S, A> =
  A extends string ? RankOfLeaf<LeafAt<S, A, S>>
  : A extends { readonly transpose: unknown } ? 2
  : A extends { readonly permute: unknown; readonly axes: { readonly length: infer N extends number } } ? N
  : A extends { readonly reshape: unknown; readonly shape: { readonly length: infer N extends number } } ? N
  : A extends { readonly concat: readonly [infer X, ...unknown[]] } ? RankOf<S, X>
  : A extends { readonly interleave: infer X } ? RankOf<S, X>
  : A extends { readonly rows: infer X } ? RankOf<S, X>
  : number;
type RankOfLeaf<N> = N extends Shape ? N['length'] : number;

type MatrixIssue<Rank, Text extends string> =
  number extends Rank ? unknown
  : [Rank] extends [2] ? unknown
  : Issue<`transpose takes a matrix, found ${Text}`>;
type ShapeText<S, A> =
  A extends string ?
    LeafAt<S, A, S> extends infer N extends Shape ?
      `[${Sizes<Exclude<N, readonly [number, number]>>}]`
    : 'another array'
  : 'another array';
type Sizes<N> =
  N extends readonly [infer A extends number, ...infer R] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${Sizes<R>}`
  : '';

type AxesIssue<E, Rank> =
  number extends Rank ? unknown
  : E extends { readonly length: infer N } ?
    number extends N ? unknown
    : [Rank] extends [N] ? unknown
    : Issue<`permute has ${N & number} axes, found an array of ${Rank & number}`>
  : unknown;
