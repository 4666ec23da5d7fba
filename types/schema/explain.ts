// No twin in src: the run time throws the first issue where it finds it, with the path.
import type { MaxLevels, MaxRank, PastLimit, RankPastMax } from './depth.ts';
import type { IssueAt, MixedArray, SpreadLayout, TieCycle, TooDeep, TooManyDimensions } from './issues.ts';
import type { KeyIssue } from './key.ts';
import type { AlignedIssue, OrderedIssue, RepeatIssue, ScopeIssue, TiedIssue, TupleIssue } from './marker-issues.ts';
import type { Aligned, AnyScoped, AnyTied, AnyAligned, Inner, Keyed, Listed, Marker, Repeated } from './markers.ts';
import type { Join } from './node.ts';
import type { FirstInOrder } from './order.ts';
import type { LargeShape, LengthIssue, NodeIssue, ShapeIssue } from './size-issues.ts';
import type { MemoryOf } from './memory.ts';
import type { PadIssue } from './pad-issue.ts';
import type { IsInCycle, OpenTie, TieHint } from './tie.ts';

/** What the walk carries along: the schema that ties resolve in, and the path of that schema. */
export interface ExplainScope<out Root, out Path extends string> {
  readonly root: Root;
  readonly path: Path;
}

type AnyExplainScope = ExplainScope<unknown, string>;

/**
 * Puts each issue at the property that it belongs to, as far as the schema consists of object and array literals. A
 * marker comes from a call, so an issue below a marker stands at the marker, with its path in the sentence.
 */
export type Explain<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? unknown
  : [OwnIssue<N, C, Path>] extends [never] ?
    N extends readonly number[] | Marker ?
      [IssuesWithin<N, C, Path>] extends [never] ?
        HintForTie<N, C['root']>
      : FirstInOrder<IssuesWithin<N, C, Path>>
    : N extends readonly unknown[] ? { readonly [I in keyof N]: Explain<N[I], C, Join<Path, I & string>> }
    : { readonly [K in keyof N]: ExplainField<N, K, C, Path> }
  : FirstInOrder<OwnIssue<N, C, Path>>;

/** The same for a schema that the alignment `A` will hold. What its pads add comes last. */
export type ExplainAligned<S, A extends number> =
  PastLimit<S> extends never ?
    [IssuesBelow<S, ExplainScope<S, ''>, ''>] extends [never] ?
      [PadIssueUnless<DepthIssueAt<Aligned<A, S>, ''>, Aligned<A, S>, ''>] extends [never] ?
        Explain<S, ExplainScope<S, ''>, ''>
      : FirstInOrder<PadIssueUnless<DepthIssueAt<Aligned<A, S>, ''>, Aligned<A, S>, ''>>
    : Explain<S, ExplainScope<S, ''>, ''>
  : Explain<S, ExplainScope<S, ''>, ''>;

/** For a tie to a plain `string`, what an editor can offer; for any other node, `unknown`. */
type HintForTie<N, Root> =
  N extends AnyTied ?
    string extends N['.tied'] ?
      TieHint<Root>
    : unknown
  : unknown;

type ExplainField<N, K extends keyof N, C extends AnyExplainScope, Path extends string> =
  [KeyIssue<K>] extends [never] ?
    {} extends Pick<N, K> ?
      Explain<Exclude<N[K], undefined>, C, Join<Path, K & (string | number)>>
    : Explain<N[K], C, Join<Path, K & (string | number)>>
  : IssueAt<Path, KeyIssue<K>>;

/** The issue with a node itself, apart from its children. */
type OwnIssue<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? never
  : [N] extends [never] ? IssueAt<Path, NodeIssue<N>>
  : N extends readonly number[] ?
    PlacedIssue<Path, N extends RankPastMax ? TooManyDimensions<MaxRank> : Exclude<ShapeIssue<N, ''>, LargeShape>>
  : N extends AnyTied ? PlacedTieIssue<N, C, Path>
  : N extends Repeated<infer K, unknown> ? PlacedIssue<Path, RepeatIssue<N, K>> | LengthIssueAt<N, Path>
  : N extends Keyed<infer E> ? PlacedIssue<Path, OrderedIssue<N, E>> | LengthIssueAt<N, Path>
  : N extends AnyAligned ? PlacedIssue<Path, AlignedIssue<N>> | DepthIssueAt<N, Path>
  : N extends Marker ?
    PlacedIssue<Path, N extends Listed<readonly unknown[]> ? TupleIssue<N> : ScopeIssue<N>> | LengthIssueAt<N, Path>
  : N extends readonly unknown[] ?
    [Extract<N[number], number>] extends [never] ?
      LengthIssueAt<N, Path>
    : IssueAt<Path, MixedArray>
  : N extends Function ? IssueAt<Path, NodeIssue<N>>
  : N extends object ?
    N extends SpreadLayoutShape ?
      IssueAt<Path, SpreadLayout>
    : LengthIssueAt<N, Path>
  : IssueAt<Path, NodeIssue<N>>;

/** What an object has after a layout was spread into it. */
interface SpreadLayoutShape {
  readonly schema: unknown;
  readonly length: number;
}

type PlacedIssue<Path extends string, F> = F extends string ? IssueAt<Path, F> : never;

/** The issue with a tie. A tie that leads to a cycle but is not part of it has none: the ties of the cycle have it. */
type PlacedTieIssue<N extends AnyTied, C extends AnyExplainScope, Path extends string> =
  Exclude<TiedIssue<N, C['root']>, OpenTie> extends infer F ?
    F extends TieCycle<N['.tied']> ?
      IsInCycle<C['root'], N['.tied'], PathRelativeTo<Path, C['path']>> extends true ?
        IssueAt<Path, F>
      : never
    : PlacedIssue<Path, F>
  : never;

type PathRelativeTo<Path extends string, Base extends string> =
  Base extends '' ? Path
  : Path extends `${Base}.${infer Rest}` ? Rest
  : '';

/**
 * The issue with a length that is too large, at the innermost node that has one. If the schema is nested too deep for
 * the compiler to sum up, the issue with its depth, at the root.
 */
type LengthIssueAt<N, Path extends string> =
  PastLimit<N> extends never ?
    LengthIssue<MemoryOf<N>> extends infer F ?
      [F] extends [never] ? never
      : [LengthIssueBelow<N>] extends [never] ? PlacedIssue<Path, F>
      : never
    : never
  : DepthIssueAt<N, Path>;
type DepthIssueAt<N, Path extends string> =
  Path extends '' ?
    'levels' extends PastLimit<N> ?
      IssueAt<Path, TooDeep<MaxLevels>>
    : never
  : never;

type LengthIssueBelow<N> =
  N extends Repeated<number, infer S> ? LengthIssue<MemoryOf<S>>
  : N extends Listed<infer E> ? LengthIssueBelow<E>
  : N extends Keyed<infer E> ? { [I in keyof E]: LengthIssue<MemoryOf<E[I][1]>> }[number]
  : N extends AnyScoped ? LengthIssue<MemoryOf<Inner<N>>>
  : N extends readonly unknown[] ? { [I in keyof N]: LengthIssue<MemoryOf<N[I]>> }[number]
  : { [K in keyof N]: LengthIssue<MemoryOf<N[K]>> }[keyof N];

/** All issues below a node, with their paths in the sentences. */
type IssuesWithin<N, C extends AnyExplainScope, Path extends string> =
  N extends readonly number[] | AnyTied ? never
  : N extends Repeated<number, infer S> ? IssuesBelow<S, C, Join<Path, 0>>
  : N extends AnyAligned ? PadIssueUnless<IssuesBelow<N['.of'], C, Path>, N, Path>
  : N extends Listed<infer E> ? IssuesInItems<E, C, Path>
  : N extends Keyed<infer E> ?
    { [I in keyof E]: PlacedIssue<Path, KeyIssue<E[I][0]>> | IssuesBelow<E[I][1], C, Join<Path, E[I][0]>> }[number]
  : N extends AnyScoped ?
    unknown extends Inner<N> ?
      never
    : IssuesBelow<Inner<N>, ExplainScope<Inner<N>, Path>, Path>
  : N extends readonly unknown[] ? IssuesInItems<N, C, Path>
  : {
      [K in keyof N]: PlacedIssue<Path, KeyIssue<K>> | IssuesBelow<N[K], C, Join<Path, K & (string | number)>>;
    }[keyof N];

/** The issue with a node, or if it has none, the issues below it. */
export type IssuesBelow<N, C extends AnyExplainScope, Path extends string> =
  0 extends 1 & N ? never
  : OwnIssue<N, C, Path> extends infer O ?
    [O] extends [never] ?
      IssuesWithin<N, C, Path>
    : O
  : never;

/** The issues with pads come last: the sums without pads must be right first. */
type PadIssueUnless<F, N, Path extends string> =
  [F] extends [never] ?
    PastLimit<N> extends never ?
      PadIssue<N, Path>
    : never
  : F;

type IssuesInItems<E extends readonly unknown[], C extends AnyExplainScope, Path extends string> = {
  [I in keyof E]: IssuesBelow<E[I], C, Join<Path, I & string>>;
}[number];
