// The twin is src/derive/rename.ts, which finds the issues while it renames.
import type { HasOpenPattern, NamedIndices, RemainderOf } from '../place/pattern.ts';
import type { Issue, IssueAt } from '../schema/issues.ts';
import type { KeyIssue } from '../schema/key.ts';
import type { Aligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Repeated, Shape } from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { NoNode } from './edit-issue.ts';
import type { KeyTaken, RenamedIndex, RenamedRoot, TwoNames } from './issues.ts';
import type { ExplainPick } from './pick-issue.ts';
import type { GivenNames, NewKey, RestOf, RulesOf, RuleStep } from './rename.ts';

/** The check of the names of `rename`; a case of `PatternsIn`. */
export interface RenameParameter<in out S, in out M> {
  readonly wrong: NoNode<S, keyof M> | RenameIssue<S, M>;
  readonly issue: ExplainPick<S, NoNode<S, keyof M>, RenameIssue<S, M>> extends infer M extends Issue<unknown> ? M
  : never;
}

type RenameIssue<S, M> =
  unknown extends S ? never
  : HasOpenPattern<keyof M | M[keyof M]> extends true ? never
  : [NoNode<S, keyof M>] extends [never] ?
    [RootPattern<keyof M>] extends [never] ?
      NameIssues<S, RulesOf<M>, ''>
    : RootPattern<keyof M>
  : never;
type RootPattern<P> =
  P extends string ?
    RemainderOf<P> extends '' ?
      RenamedRoot<P>
    : never
  : never;

/** The issues with the names below a node. */
type NameIssues<N, R extends string, Path extends string> =
  [R] extends [never] ? never
  : unknown extends N ? never
  : N extends Shape | AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    IndexIssues<S, RuleStep<R, '.'>, Join<Path, 0>> | BlockIssues<NamedIndices<RestOf<R>, K>, S, R, Path>
  : N extends Listed<infer E> ? ItemIssues<E, R, Path>
  : N extends Keyed<infer E> ? PairIssues<E[number], E[number], R, Path>
  : N extends AnyScoped ? NameIssues<Inner<N>, R, Path>
  : N extends Aligned<number, infer S> ? NameIssues<S, R, Path>
  : N extends readonly unknown[] ? ItemIssues<N, R, Path>
  : {
      [K in keyof N & (string | number)]:
        | KeyIssues<`${K}`, GivenNames<RuleStep<R, `${K}`>>, Exclude<keyof N, K>, R, Join<Path, K>>
        | NameIssues<N[K], RuleStep<R, `${K}`>, Join<Path, K>>;
    }[keyof N & (string | number)];
type PairIssues<F, All, R extends string, Path extends string> =
  F extends readonly [infer K extends string, infer S] ?
    | KeyIssues<
        K,
        GivenNames<RuleStep<R, K>>,
        Exclude<All extends readonly [infer O, unknown] ? O : never, K>,
        R,
        Join<Path, K>
      >
    | NameIssues<S, RuleStep<R, K>, Join<Path, K>>
  : never;
type BlockIssues<I, S, R extends string, Path extends string> =
  I extends string ? IndexIssues<S, RuleStep<R, I>, Join<Path, I>> : never;
type ItemIssues<E extends readonly unknown[], R extends string, Path extends string> = {
  [I in keyof E]: IndexIssues<E[I], RuleStep<R, I & string>, Join<Path, I & string>>;
}[number];
type IndexIssues<N, R extends string, Path extends string> =
  | ([GivenNames<R>] extends [never] ? never
    : IssueAt<Path, OneName<GivenNames<R>, RenamedIndex<FirstInOrder<GivenNames<R>>>>>)
  | NameIssues<N, R, Path>;

/** The issues with the name of one field, whose siblings have the keys `Others`. */
type KeyIssues<K extends string, Name extends string, Others, R extends string, Path extends string> =
  [Name] extends [never] ? never
  : [OneName<Name, never>] extends [never] ?
    | ([KeyIssue<Name>] extends [never] ? never : IssueAt<Path, KeyIssue<Name>>)
    | (Name extends K ? never
      : Name extends NewKeys<Others, R> ? IssueAt<Path, KeyTaken<Name>>
      : never)
  : IssueAt<Path, OneName<Name, never>>;
type NewKeys<K, R extends string> = K extends string | number ? `${NewKey<`${K}`, RuleStep<R, `${K}`>>}` : never;
/** `Issue` for one name; for two, the issue that there are two. */
type OneName<Name extends string, Issue> =
  [Exclude<Name, FirstInOrder<Name>>] extends [never] ? Issue
  : TwoNames<FirstInOrder<Name>, FirstInOrder<Exclude<Name, FirstInOrder<Name>>>>;
