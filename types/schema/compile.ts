import type { PastLimit, SurelyWithin } from './depth.ts';
import type { Explain, ExplainAligned, ExplainScope } from './explain.ts';
import type { OpenSizes } from './issues.ts';
import type { KeyIssue } from './key.ts';
import type { AlignedIssue, OrderedIssue, RepeatIssue, ScopeIssue, TiedIssue, TupleIssue } from './marker-issues.ts';
import type { Aligned, AnyScoped, AnyTied, AnyAligned, Inner, Keyed, Listed, Marker, Repeated } from './markers.ts';
import type { DimWidth, LargeShape, LargeWidth, LengthIssue, NodeIssue, ShapeIssue } from './size-issues.ts';
import type { MemoryOf } from './memory.ts';

/**
 * The type of a parameter that takes a schema. For a valid schema, it is the schema. For any other, it is the structure
 * of the schema with a sentence at each property that has an issue. The first search collects issues without their
 * paths, because the compiler then checks equal subtrees once. Only if it finds some, `Explain` puts them in their
 * places.
 */
// The compiler infers `S` from the first branch. It looks the other results up by name and does not infer from them.
export type SchemaIn<S> =
  unknown extends S ? S
  : SchemaParameter<OpenSizes, S>[IssuesOf<S> extends never ? 'sound'
    : IssuesOf<S> extends 'open' ? 'open'
    : 'doubtful'];
/** The type of a parameter that takes a schema which the alignment `A` will hold. */
export type SchemaToAlign<S, A extends number> =
  unknown extends S ? S
  : AlignedParameter<OpenSizes, S, A>[IssuesToAlign<S, A> extends never ? 'sound'
    : IssuesToAlign<S, A> extends 'open' ? 'open'
    : 'doubtful'];
interface AlignedParameter<in out Open, in out S, in out A extends number> {
  sound: S;
  open: Open & never;
  doubtful: IssuesToAlign<S, A> | (S extends unknown ? TotalLengthIssue<Aligned<A, S>> : never) extends LargeShape ?
    unknown
  : ExplainAligned<S, A>;
}
type IssuesToAlign<S, A extends number> =
  [S] extends [never] ? NodeIssue<S>
  : Aligned<A, S> extends SurelyWithin ? IssuesInAligned<S, IssueScope<S, DimWidth<A>>>
  : PastLimit<Aligned<A, S>> extends never ? IssuesInAligned<S, IssueScope<S, DimWidth<A>>>
  : Unsure;
/**
 * Where sizes are type parameters, the compiler cannot choose a member. It then prints the argument `Open`, a sentence.
 */
interface SchemaParameter<in out Open, in out S> {
  sound: S;
  /**
   * No schema selects this member. Where the compiler cannot choose, it prints what all members have in common, and
   * `never` keeps that short.
   */
  open: Open & never;
  doubtful: IssuesOf<S> | (S extends unknown ? TotalLengthIssue<S> : never) extends LargeShape ? unknown
  : Explain<S, ExplainScope<S, ''>, ''>;
}
/** The issue with the length of the whole schema. The compiler does not sum up a schema past the limits. */
type TotalLengthIssue<S> =
  S extends SurelyWithin ? LengthIssue<MemoryOf<S>>
  : PastLimit<S> extends never ? LengthIssue<MemoryOf<S>>
  : never;
/** Not an issue yet: the schema is past a limit, and the compiler must not begin to sum it up. */
type Unsure = 'unsure';
export type IssuesOf<S> =
  [S] extends [never] ? NodeIssue<S>
  : S extends SurelyWithin ? IssuesIn<S, IssueScope<S, ''>>
  : PastLimit<S> extends never ? IssuesIn<S, IssueScope<S, ''>>
  : Unsure;

/**
 * What the search carries along: the schema that ties resolve in, and the number of digits of the repeat counts and
 * alignments, in marks. A leaf with its pad has at most its own length times the alignment.
 */
interface IssueScope<out Root, out Scale extends string> {
  readonly root: Root;
  readonly scale: Scale;
}
type AnyIssueScope = IssueScope<unknown, string>;
/**
 * All issues in a subtree, without their places. The fields of a struct are searched as one union, so that the compiler
 * checks fields of one type once. A field of type `any` swallows the others. So it counts as an issue here, and
 * `Explain` then accepts it and searches the others.
 */
type IssuesIn<N, C extends AnyIssueScope> =
  unknown extends N ?
    0 extends 1 & N ?
      'any'
    : NodeIssue<N>
  : N extends readonly number[] ? ShapeIssue<N, C['scale']>
  : N extends Marker | Function ? IssuesInMarker<N, C>
  : N extends readonly unknown[] ? IssuesIn<N[number], C>
  : N extends object ? KeyIssue<keyof N> | IssuesIn<N[keyof N], C>
  : NodeIssue<N>;
type IssuesInMarker<N, C extends AnyIssueScope> =
  N extends AnyTied ? TiedIssue<N, C['root']>
  : N extends Repeated<infer K, infer S> ?
    RepeatIssue<N, K> | IssuesInRepeat<K, IssuesIn<S, IssueScope<C['root'], `${C['scale']}${DimWidth<K>}`>>>
  : N extends AnyAligned ?
    AlignedIssue<N> | IssuesInAligned<N['.of'], IssueScope<C['root'], `${C['scale']}${DimWidth<N['.aligned']>}`>>
  : N extends Listed<infer E> ? TupleIssue<N> | IssuesIn<E[number], C>
  : N extends Keyed<infer E> ? OrderedIssue<N, E> | KeyIssue<E[number][0]> | IssuesIn<E[number][1], C>
  : N extends AnyScoped ?
    ScopeIssue<N> | (unknown extends Inner<N> ? never : IssuesIn<Inner<N>, IssueScope<Inner<N>, C['scale']>>)
  : NodeIssue<N>;
/** Even where no leaf is, a pad lies before what is aligned. */
type IssuesInAligned<S, C extends AnyIssueScope> = LargeWidth<C['scale']> | IssuesIn<S, C>;
/**
 * A repeat of zero blocks has the length zero, so no sum contains the length of its block. If the block is large,
 * `Explain` must check it.
 */
type IssuesInRepeat<K, F> =
  K extends 0 ?
    LargeShape extends F ?
      Exclude<F, LargeShape> | 'large in a repeat of zero blocks'
    : F
  : F;
