// The twins are src/derive/edit.ts and merge.ts, which throw the issues where they find them.
import type { HasOpenPattern, NamedIndices, PatternsOf, RemainderOf, StepEach, SteppedKeys } from '../place/pattern.ts';
import type { Issue } from '../schema/issues.ts';
import type { Aligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Repeated, Shape } from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { ReplacedSchema } from './edit.ts';
import type { ExtendedRoot, ExtendedSchema } from './extend.ts';
import type { MergeIssue, RootFields } from './merge.ts';
import type { ExplainPick } from './pick-issue.ts';
import type { FirstSchemaIssue } from './schema-issue.ts';

/** A node that a pattern matches, and its path. In a repeat whose blocks are treated alike, the index is 0. */
interface Matched<out Path extends string, out N> {
  readonly path: Path;
  readonly node: N;
}
/** The nodes that patterns match, as a union. */
export type MatchedNodes<N, R extends string, Path extends string> =
  [R] extends [never] ? never
  : '' extends R ? Matched<Path, N> | MatchedBelow<N, Exclude<R, ''>, Path>
  : MatchedBelow<N, R, Path>;
type MatchedBelow<N, R extends string, Path extends string> =
  [R] extends [never] ? never
  : unknown extends N ? never
  : N extends Shape | AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    MatchedNodes<S, StepEach<R, '.'>, Join<Path, 0>> | MatchedBlocks<NamedIndices<R, K>, S, R, Path>
  : N extends Listed<infer E> ? MatchedItems<E, R, Path>
  : N extends Keyed<infer E> ? MatchedPair<E[number], R, Path>
  : N extends AnyScoped ? MatchedBelow<Inner<N>, R, Path>
  : N extends Aligned<number, infer S> ? MatchedBelow<S, R, Path>
  : N extends readonly unknown[] ? MatchedItems<N, R, Path>
  : {
      [K in SteppedKeys<R, keyof N> & keyof N & (string | number)]: MatchedNodes<
        N[K],
        StepEach<R, `${K}`>,
        Join<Path, K>
      >;
    }[SteppedKeys<R, keyof N> & keyof N & (string | number)];
type MatchedBlocks<I, S, R extends string, Path extends string> =
  I extends string ? MatchedNodes<S, StepEach<R, I>, Join<Path, I>> : never;
type MatchedItems<E extends readonly unknown[], R extends string, Path extends string> = {
  [I in keyof E]: MatchedNodes<E[I], StepEach<R, I & string>, Join<Path, I & string>>;
}[number];
type MatchedPair<F, R extends string, Path extends string> =
  F extends readonly [infer K extends string, infer S] ? MatchedNodes<S, StepEach<R, K>, Join<Path, K>> : never;

/** The patterns that match no node. */
export type NoNode<S, P> =
  P extends string ?
    unknown extends S ? never
    : HasOpenPattern<P> extends true ? never
    : [MatchedNodes<S, RemainderOf<P>, ''>] extends [never] ? P
    : never
  : never;

/** The check of patterns that must match nodes; a case of `PatternsIn`. */
export interface AtPatterns<in out S, in out P> {
  readonly wrong: NoNode<S, PatternsOf<P>>;
  readonly issue: ExplainPick<S, NoNode<S, PatternsOf<P>>, never> extends infer M extends Issue<unknown> ? M : never;
}

/** The type of a parameter that takes a schema to put into a layout: the schema, or a sentence. */
// As in `PathIn`.
export type NewSchemaIn<N, L extends AnyNewSchema> =
  ([L['wrong']] extends [never] ? 'fitting' : 'wrong') extends 'wrong' ? L['issue'] : N;
interface AnyNewSchema {
  readonly wrong: unknown;
  readonly issue: unknown;
}
/** The check of fields for the root. */
export interface FieldsAtRoot<in out S, in out F> extends AnyNewSchema {
  readonly wrong: RootIssue<S, RootFields<F>>;
  readonly issue: Issue<RootIssue<S, RootFields<F>>> extends infer M extends Issue<unknown> ? M : never;
}
type RootIssue<S, F> =
  [MergeIssue<S, F, ''>] extends [never] ? FirstSchemaIssue<ExtendedRoot<S, F>> : MergeIssue<S, F, ''>;
/** The check of fields for each node that patterns match. */
export interface FieldsParameter<in out S, in out P, in out F> extends AnyNewSchema {
  readonly wrong: FieldsIssue<S, P, F>;
  readonly issue: Issue<FirstInOrder<FieldsIssue<S, P, F>>> extends infer M extends Issue<unknown> ? M : never;
}
type FieldsIssue<S, P, F> =
  unknown extends S ? never
  : HasOpenPattern<PatternsOf<P>> extends true ? never
  : [IssueOfMatched<MatchedNodes<S, RemainderOf<PatternsOf<P>>, ''>, F>] extends [never] ?
    FirstSchemaIssue<ExtendedSchema<S, P, F>>
  : IssueOfMatched<MatchedNodes<S, RemainderOf<PatternsOf<P>>, ''>, F>;
type IssueOfMatched<M, F> = M extends Matched<infer Path, infer N> ? MergeIssue<N, F, Path> : never;
/** The check of a schema that takes the place of nodes. */
export interface ReplacementParameter<in out S, in out P, in out N> extends AnyNewSchema {
  readonly wrong: FirstSchemaIssue<ReplacedSchema<S, P, N>>;
  readonly issue: Issue<FirstSchemaIssue<ReplacedSchema<S, P, N>>> extends infer M extends Issue<unknown> ? M : never;
}
