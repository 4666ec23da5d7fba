import type { Issue, ShapeText } from '../../schema/issues.ts';
import type { Shape } from '../../schema/markers.ts';
import type { Arrangement, MappingRule } from './arrangement.ts';
import type { NearPath } from '../fit/names.ts';
import type { SettlePlace } from '../../place/place.ts';
import type { LeafAt } from './leaf-at.ts';
import type { RuleNames } from './rule-names.ts';

/**
 * The type of a list of rules. If each rule fits, it is the list's own type; otherwise the parts that are wrong are
 * sentences. Names that are only `string` are checked at run time.
 */
// The compiler infers `R` from the first branch. It looks the cases up by name and does not infer from them.
export type MappingRulesIn<S, R> = 0 extends 1 & R ? R : RulesChecks<S, R>[RulesCase<S, R>];
// A lookup by name instead of a conditional type: in generic code the compiler takes the case of the bound of `S`.
interface RulesChecks<S, R> {
  open: R;
  known: KnownRules<R, RuleIssues<S, R>>;
}
type RulesCase<S, R> =
  R extends readonly (infer Rule)[] ?
    MappingRule extends Rule ?
      'open'
    : SchemaCase<S>
  : 'open';
type SchemaCase<S> =
  S extends unknown ?
    unknown extends S ?
      'open'
    : 'known'
  : never;
// An intersection of `R` with its issues would cost the compiler 800 instantiations for each rule, and editors would
// not offer names, because they take the expected type of a text from it.
type KnownRules<R, I> =
  [I[keyof I & number]] extends [never] ? R
  : { readonly [K in keyof R]: K extends keyof I ? IssueOrUnknown<I[K]> : unknown };
type RuleIssues<S, R> = { readonly [I in keyof R]: RuleIssue<S, R[I]> };
// If the layout's side has an issue, it is the only one: a wildcard on one side would be an issue of both.
type RuleIssue<S, Rule> =
  Rule extends readonly [infer F, infer L] ? PairIssue<LayoutIssue<S, L, SideWildcards<F>>, F, SideWildcards<L>>
  : never;
type PairIssue<I, F, Known extends string> =
  [I] extends [never] ? PairIssueOfFile<FileIssue<F, Known>> : readonly [unknown, I];
type PairIssueOfFile<I> = [I] extends [never] ? never : readonly [I, unknown];
type IssueOrUnknown<I> = [I] extends [never] ? unknown : I;

/** The wildcards of a name, those for several segments with their stars. */
type WildcardsIn<P extends string> =
  string extends P ? string
  : P extends `${string}{${infer W}}${infer R}` ? W | WildcardsIn<R>
  : never;
/** The wildcards of an arrangement, except those that a `stack` runs over. */
type SideWildcards<A> = [Arrangement] extends [A] ? string : WildcardsOfSide<A>;
type WildcardsOfSide<A> =
  A extends string ? WildcardsIn<A>
  : A extends { readonly concat: infer P extends readonly unknown[] } ? SideWildcards<P[number]>
  : A extends { readonly stack: infer X; readonly over: infer O } ? WildcardsBeside<SideWildcards<X>, O>
  : SideWildcards<OperandOf<A>>;
/** Any, if the stack does not run over one of them: that is an issue of its own. */
type WildcardsBeside<Inside extends string, O> = [O] extends [Inside] ? Exclude<Inside, O> : string;
type Operation = 'transpose' | 'permute' | 'reshape' | 'interleave' | 'rows';
/** What an operation with one operand holds. */
// `A[keyof A & Operation]` alone would mean the same, but the compiler would take a minute to find its bound.
type OperandOf<A> = keyof A & Operation extends infer K extends keyof A ? A[K] : never;

/** An issue inside an operation, at its place; `never` if there is none. */
type IssueIn<A, Key, I> = [I] extends [never] ? never : { readonly [K in keyof A]: K extends Key ? I : unknown };
/** The issues of the parts of a `concat`. */
type IssueInList<A, I> =
  I extends readonly unknown[] ?
    [I[number]] extends [never] ?
      never
    : IssueIn<A, 'concat', { readonly [K in keyof I]: IssueOrUnknown<I[K]> }>
  : never;

/** Checks that each name of the file's side has the wildcards of the other side, and no others. */
type FileIssue<A, Known extends string, Bound extends string = never> =
  [Arrangement] extends [A] ? never : FileIssueOf<A, Known, Bound>;
type FileIssueOf<A, Known extends string, Bound extends string> =
  A extends string ? WildcardIssue<A, WildcardsIn<A>, Known | Bound>
  : A extends { readonly concat: infer P } ? IssueInList<A, { readonly [I in keyof P]: FileIssue<P[I], Known, Bound> }>
  : A extends { readonly stack: infer X; readonly over: infer O extends string } ?
    FirstIssue<IssueIn<A, 'over', OverIssue<SideWildcards<X>, O>>, IssueIn<A, 'stack', FileIssue<X, Known, Bound | O>>>
  : IssueIn<A, Operation, FileIssue<OperandOf<A>, Known, Bound>>;

type OverIssue<Inside extends string, O extends string> =
  string extends Inside | O ? never
  : [Inside] extends [never] ? never
  : [O] extends [Inside] ? never
  : O extends '' ? Inside
  : Issue<`stack runs over a wildcard inside it, and '${O}' is none`>;

type WildcardIssue<P extends string, Own extends string, Known extends string> =
  string extends Own | Known ? never
  : [Exclude<Own, Known>] extends [never] ?
    [Exclude<Known, Own>] extends [never] ?
      never
    : Issue<`'${P}' lacks the wildcard '{${Exclude<Known, Own>}}'`>
  : Issue<`the wildcard '{${Exclude<Own, Known>}}' is on one side only`>;

/** Checks an arrangement of leaves: their names, and the ranks that its operations need. */
// An arrangement that is only `Arrangement` to the compiler is checked at run time.
type LayoutIssue<S, A, Known extends string, Bound extends string = never> =
  [Arrangement] extends [A] ? never : LayoutIssueOf<S, A, Known, Bound>;
type LayoutIssueOf<S, A, Known extends string, Bound extends string> =
  A extends string ? NameIssue<S, A, WildcardIssue<A, WildcardsIn<A>, Known | Bound>>
  : A extends { readonly concat: infer P } ?
    IssueInList<A, { readonly [I in keyof P]: LayoutIssue<S, P[I], Known, Bound> }>
  : A extends { readonly stack: infer X; readonly over: infer O extends string } ?
    FirstIssue<
      IssueIn<A, 'over', OverIssue<SideWildcards<X>, O>>,
      IssueIn<A, 'stack', LayoutIssue<S, X, Known, Bound | O>>
    >
  : A extends { readonly transpose: infer X } ?
    IssueIn<A, 'transpose', FirstIssue<LayoutIssue<S, X, Known, Bound>, MatrixIssue<AxisCountOf<S, X>, S, X>>>
  : A extends { readonly permute: infer X; readonly axes: infer E } ?
    FirstIssue<
      IssueIn<A, 'permute', LayoutIssue<S, X, Known, Bound>>,
      IssueIn<A, 'axes', AxesIssue<E, AxisCountOf<S, X>>>
    >
  : IssueIn<A, Operation, LayoutIssue<S, OperandOf<A>, Known, Bound>>;
type FirstIssue<I, J> = [I] extends [never] ? J : I;

// At the beginning of a segment editors ask which names there are.
type NameIssue<S, P extends string, W> =
  string extends P ? never
  : P extends '' | `${string}.` ? SegmentIssue<S, P, LeafAt<S, P, S>, W>
  : WholeNameIssue<S, P, W>;
type SegmentIssue<S, P extends string, N, W> =
  [N] extends [Shape] ? WholeNameIssue<S, P, W>
  : [RuleNames<S, P>] extends [never] ? WholeNameIssue<S, P, W>
  : RuleNames<S, P>;
type WholeNameIssue<S, P extends string, W> = [W] extends [never] ? PlaceIssue<S, P, LeafAt<S, P, S>> : W;
type PlaceIssue<S, P extends string, N> =
  [N] extends [never] ? Issue<`there is no '${P}' in the layout${NearPath<SettlePlace<S, S>, P>}`>
  : [N] extends ['subtree'] ? Issue<`'${P}' is no leaf of the layout`>
  : never;

/** The number of axes of an arrangement, as a union; `number` where the compiler does not know it. */
type AxisCountOf<S, A> =
  A extends string ? RankOfLeaf<LeafAt<S, A, S>>
  : A extends { readonly transpose: unknown } ? 2
  : A extends { readonly permute: unknown; readonly axes: { readonly length: infer N extends number } } ? N
  : A extends { readonly reshape: unknown; readonly shape: { readonly length: infer N extends number } } ? N
  : A extends { readonly concat: readonly [infer X, ...unknown[]] } ? AxisCountOf<S, X>
  : A extends { readonly interleave: infer X } ? AxisCountOf<S, X>
  : A extends { readonly rows: infer X } ? AxisCountOf<S, X>
  : number;
type RankOfLeaf<N> = N extends Shape ? N['length'] : number;

type MatrixIssue<Rank, S, X> =
  number extends Rank ? never
  : [Rank] extends [2] ? never
  : Issue<`transpose takes a matrix, found ${NonMatrixText<S, X>}`>;
type NonMatrixText<S, A> =
  A extends string ?
    LeafAt<S, A, S> extends infer N extends Shape ?
      `the shape [${ShapeText<Exclude<N, readonly [number, number]>>}]`
    : 'another array'
  : 'another array';

type AxesIssue<E, Rank> =
  number extends Rank ? never
  : E extends { readonly length: infer N } ?
    number extends N ? never
    : [Rank] extends [N] ? never
    : Issue<`permute orders ${N & number} axes, found an array with ${Rank & number}`>
  : never;
