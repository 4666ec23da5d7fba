// The twin is src/derive/pick.ts, which finds the issues while it picks.
import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type {
  HasOpenPattern,
  NamedIndices,
  PatternsOf,
  RemainderOf,
  Step,
  SteppedKeys,
  StepToOthers,
} from '../place/pattern.ts';
import type { Issue, IssueAt } from '../schema/issues.ts';
import type { Aligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Repeated } from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { ExplainPattern } from '../select/explain-pattern.ts';
import type { KeepsNothing, OwnerNotKept } from './issues.ts';
import type { HasTies } from './ties.ts';
import type { AnyPickScope, FoundOwner, OwnerIn, Picked, PickedRoot, PickScope } from './pick.ts';

/**
 * The type of a parameter that takes a pattern or a list of patterns. If they fit, it is the type `G` of what was
 * given; otherwise a sentence that says why not. Plain strings are checked at run time.
 */
// As in `PathIn`: the compiler infers `G` from the second branch, accepts open patterns and schemas, and does not infer
// from members of an interface.
export type PatternsIn<G, L extends AnyPatternsParameter> =
  ([L['wrong']] extends [never] ? 'fitting' : 'wrong') extends 'wrong' ? L['issue'] : G;
interface AnyPatternsParameter {
  readonly wrong: unknown;
  readonly issue: unknown;
}
// `infer` holds the sentences back. Without it, the compiler would also infer the patterns from them.
/** The check of the patterns `P` to keep, but for the patterns `E`. */
export interface PickParameter<in out S, in out P, in out E> extends AnyPatternsParameter {
  readonly wrong: NoMatch<S, PatternsOf<P>> | PickIssue<S, P, E>;
  readonly issue: ExplainPick<S, NoMatch<S, PatternsOf<P>>, PickIssue<S, P, E>> extends infer M extends Issue<unknown> ?
    M
  : never;
}
/** The check that each pattern matches something. */
export interface ExceptParameter<in out S, in out E> extends AnyPatternsParameter {
  readonly wrong: NoMatch<S, PatternsOf<E>>;
  readonly issue: ExplainPick<S, NoMatch<S, PatternsOf<E>>, never> extends infer M extends Issue<unknown> ? M : never;
}

/** The check of the patterns of `omit`. */
export interface OmitParameter<in out S, in out E> extends AnyPatternsParameter {
  readonly wrong: NoMatch<S, PatternsOf<E>> | PickIssue<S, '**', E>;
  readonly issue: ExplainPick<S, NoMatch<S, PatternsOf<E>>, PickIssue<S, '**', E>> extends (
    infer M extends Issue<unknown>
  ) ?
    M
  : never;
}
/** The sentence about the first of the patterns that match nothing; if there is none, the first of other sentences. */
export type ExplainPick<S, Wrong, Sentences> =
  [Wrong] extends [never] ? Issue<FirstInOrder<Sentences>> : ExplainPattern<S, FirstInOrder<Wrong> & string>;

type PickIssue<S, P, E> =
  unknown extends S ? never
  : HasOpenPattern<PatternsOf<P> | PatternsOf<E>> extends true ? never
  : [NoMatch<S, PatternsOf<P>>] extends [never] ?
    [NoMatch<S, PatternsOf<E>>] extends [never] ?
      IssueOfPicked<S, RemainderOf<PatternsOf<P>>, RemainderOf<PatternsOf<E>>>
    : never
  : never;
/** The patterns that match nothing. */
type NoMatch<S, P> =
  P extends string ?
    unknown extends S ? never
    : HasOpenPattern<P> extends true ? never
    : [PickedRoot<S, RemainderOf<P>, never>] extends [never] ? P
    : never
  : never;
type IssueOfPicked<S, R extends string, X extends string> =
  [PickedRoot<S, R, X>] extends [never] ? KeepsNothing
  : [HasTies<PickedRoot<S, R, X>>] extends [never] ? never
  : TieIssues<S, R, X, PickScope<S, R, X>, ''>;

/** A sentence for each tie that is left while something of its owner is not. */
type TieIssues<N, R extends string, X extends string, C extends AnyPickScope, Path extends string> =
  '' extends X ? never
  : [R] extends [never] ? never
  : [HasTies<N>] extends [never] ? never
  : TieIssuesBelow<N, R, X, C, Path>;
type TieIssuesBelow<N, R extends string, X extends string, C extends AnyPickScope, Path extends string> =
  N extends AnyTied ? IssueOfTie<N['.tied'], R, X, C, Path>
  : N extends Repeated<infer K, infer S> ?
    [NamedIndices<R | X, K>] extends [never] ? TieIssues<S, StepToOthers<R>, StepToOthers<X>, C, Join<Path, 0>>
    : BlockTuple<K, 0> extends infer T extends readonly unknown[] ? TieIssuesOfBlocks<T, S, R, X, C, Path>
    : never
  : N extends Listed<infer E> ? TieIssuesOfItems<E, R, X, C, Path>
  : N extends Keyed<infer E> ? TieIssuesOfPair<E[number], R, X, C, Path>
  : N extends AnyScoped ? TieIssues<Inner<N>, R, X, PickScope<Inner<N>, R, X>, Path>
  : N extends Aligned<number, infer S> ? TieIssues<S, R, X, C, Path>
  : N extends readonly unknown[] ? TieIssuesOfItems<N, R, X, C, Path>
  : {
      [K in SteppedKeys<R, keyof N> & keyof N & (string | number)]: TieIssues<
        N[K],
        Step<R, `${K}`>,
        Step<X, `${K}`>,
        C,
        Join<Path, K>
      >;
    }[SteppedKeys<R, keyof N> & keyof N & (string | number)];
type TieIssuesOfBlocks<
  T extends readonly unknown[],
  S,
  R extends string,
  X extends string,
  C extends AnyPickScope,
  Path extends string,
> = {
  [I in keyof T]: TieIssues<S, Step<R, I & string>, Step<X, I & string>, C, Join<Path, I & string>>;
}[number];
type TieIssuesOfItems<
  E extends readonly unknown[],
  R extends string,
  X extends string,
  C extends AnyPickScope,
  Path extends string,
> = {
  [I in keyof E]: TieIssues<E[I], Step<R, I & string>, Step<X, I & string>, C, Join<Path, I & string>>;
}[number];
type TieIssuesOfPair<F, R extends string, X extends string, C extends AnyPickScope, Path extends string> =
  F extends readonly [infer K extends string, infer S] ? TieIssues<S, Step<R, K>, Step<X, K>, C, Join<Path, K>> : never;

type IssueOfTie<P extends string, R extends string, X extends string, C extends AnyPickScope, Path extends string> =
  {} extends { [K in P]: 0 } ? never
  : OwnerIn<C['root'], P, C['keep'], C['drop'], C> extends (
    FoundOwner<infer T, infer R2 extends string, infer X2 extends string, infer D>
  ) ?
    [Picked<T, R, X, D>] extends [never] ?
      never
    : // A tie in what this tie reads is read here too, and must be kept like its own owner.
      | TieIssues<T, R, X, D, Path>
      | (IsSame<Picked<T, R, X, D>, Picked<T, R2, X2, D>> extends true ? never : IssueAt<Path, OwnerNotKept<P>>)
  : never;
type IsSame<A, B> =
  [A] extends [B] ?
    [B] extends [A] ?
      true
    : false
  : false;
