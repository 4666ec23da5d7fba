import type { BadTarget, NotAMatrix, ShapeText, ThroughTie, TieCycle, TiedToItself, TiedToTie } from './issues.ts';
import type {
  AnyScoped,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Tied,
  TiedTransposed,
} from './markers.ts';
import type { Child, Join } from './node.ts';
import type { EndIndices, ExplainMissing, Segments } from './path.ts';
import type { SliceIssue } from './slice.ts';
import type { Unwrap, UnwrapLeaf } from './unwrap.ts';

/**
 * A tie whose path is a plain `string`. This is not an issue: the run time checks the tie, and editors offer paths for
 * it.
 */
export type OpenTie = 'a tie to a string';
/** The issue with a tie to `P`, or `never`. */
export type TieIssue<N extends AnyTied, Root, P extends string = N['.tied']> =
  string extends P ? OpenTie
  : LeadsTo<Root, P> extends 'leaf' ?
    N extends TiedTransposed<string> | AnySliced ?
      TargetIssue<N, Root, P>
    : never
  : TargetIssue<N, Root, P>;

/** What kind of node lies at a path. For most ties, a check need not know more. */
type LeadsTo<N, P extends string> =
  P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      'nothing'
    : LeadsTo<Child<N, Seg>, Rest>
  : Child<N, P> extends never ? 'nothing'
  : Child<N, P> extends readonly number[] ? 'leaf'
  : Child<N, P> extends AnyAligned ? KindOfTarget<UnwrapLeaf<Child<N, P>>>
  : 'another';
type KindOfTarget<N> = N extends readonly number[] ? 'leaf' : 'another';

// Checks every member of a union of paths. The run time checks a pattern such as `h.${number}`, for which `{ [K in P]:
// 0 }` has an index signature and so no required property.
type TargetIssue<N extends AnyTied, Root, P extends string> =
  P extends unknown ?
    {} extends { [K in P]: 0 } ?
      never
    : TargetIssueOf<N, Root, P>
  : never;
type TargetIssueOf<N extends AnyTied, Root, P extends string> =
  TieTarget<Root, P> extends infer T ?
    T extends NoTarget<infer Message> ? Message
    : N extends TiedTransposed<string> ?
      T extends readonly number[] ?
        number extends T['length'] ? never
        : T extends readonly [number, number] ? never
        : NotAMatrix<P, `a leaf of shape [${ShapeText<T>}]`>
      : NotAMatrix<P, 'a subtree'>
    : N extends AnySliced ? SliceIssue<N, P, T>
    : T extends readonly number[] ? never
    : CycleIssue<P, ReachedTies<Root, TiesAt<Root, P>>>
  : never;
type CycleIssue<P extends string, R> = P extends R ? TieCycle<P> : never;

/** The issue, in place of a target. */
interface NoTarget<Message extends string> {
  readonly issue: Message;
}

/**
 * The node at a tie's path, or why there is none. Follows no ties. `Base` is the path of the innermost scope on the
 * way.
 */
type TieTarget<N, P extends string, Whole extends string = P, Done extends string = '', Base extends string = ''> =
  IsThroughTie<N, Done> extends true ? NoTarget<ThroughTie<Whole, Done, Join<Base, `${(N & AnyTied)['.tied']}.${P}`>>>
  : N extends AnyScoped ? TieTarget<Inner<N>, P, Whole, Done, Done>
  : N extends AnyAligned ? TieTarget<Unwrap<N>, P, Whole, Done, Base>
  : P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      NoTarget<BadTarget<Whole, ExplainMissing<N, Seg, Done>>>
    : TieTarget<Child<N, Seg>, Rest, Whole, Join<Done, Seg>, Base>
  : Child<N, P> extends never ? NoTarget<BadTarget<Whole, ExplainMissing<N, P, Done>>>
  : UnwrapLeaf<Child<N, P>> extends infer T ?
    T extends AnyTied ?
      NoTarget<TieToTie<Whole, Join<Base, T['.tied']>>>
    : T
  : never;
type IsThroughTie<N, Done> =
  Done extends '' ? false
  : N extends AnyTied ? true
  : false;
type TieToTie<P extends string, Owner extends string> = Owner extends P ? TiedToItself<P> : TiedToTie<P, Owner>;

/** The paths of the ties in the subtree at a path. Ties inside a scope resolve there and lead to nothing outside. */
// `infer` tells the compiler that these are strings. With `string & …`, it would go through the recursion for every
// type that takes them as an argument.
type TiesAt<N, P extends string> = TiesBelow<N, P> extends infer T extends string ? T : never;
type TiesBelow<N, P extends string> =
  N extends AnyScoped ? never
  : N extends AnyAligned ? TiesBelow<Unwrap<N>, P>
  : P extends `${infer Seg}.${infer Rest}` ? TiesBelow<Child<N, Seg>, Rest>
  : TiePaths<Child<N, P>, TiedTransposed<string>>;
/** The paths of the ties below a node, except those inside scopes. */
export type TiesIn<N> = TiePaths<N, never> extends infer T extends string ? T : never;
/**
 * The paths of the ties below a node, except ties of type `Not`. The search for cycles leaves out transposed ties: they
 * must lead to a matrix, which contains no ties.
 */
type TiePaths<N, Not> =
  0 extends 1 & N ? never
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    N extends Not ?
      never
    : N['.tied']
  : N extends Repeated<number, infer S> ? TiePaths<S, Not>
  : N extends Listed<infer E> ? TiePaths<E[number], Not>
  : N extends Keyed<infer E> ? TiePaths<E[number][1], Not>
  : N extends AnyAligned ? TiePaths<N['.of'], Not>
  : N extends Marker ? never
  : N extends readonly unknown[] ? TiePaths<N[number], Not>
  : N extends object ? TiePaths<N[keyof N], Not>
  : never;
/** The paths that ties reach through further ties. Each step follows the paths not seen before, in tail position. */
type ReachedTies<Root, New extends string, Seen extends string = never> =
  [New] extends [never] ? Seen
  : ReachedTies<Root, Exclude<New extends unknown ? TiesAt<Root, New> : never, Seen | New>, Seen | New>;

/**
 * Whether a tie to `P` that stands at `Place` is part of a cycle, rather than only leading to one. Both paths are
 * relative to the scope of the tie.
 */
// `infer` holds the recursion back while the schema is open.
export type IsInCycle<Root, P extends string, Place extends string> =
  ReachedTies<Root, TiesAt<Root, P>> extends infer Q extends string ?
    true extends IsInSubtree<Root, P | Q, Place> ?
      true
    : false
  : false;
/** Whether a place is in the subtree at a path. The blocks of a repeat are equal, so their indices do not matter. */
type IsInSubtree<N, P extends string, Place extends string> =
  P extends `${infer Seg}.${infer Rest}` ?
    Place extends `${infer At}.${infer Below}` ?
      IsOneStep<N, Seg, At> extends true ?
        IsInSubtree<Child<N, Seg>, Rest, Below>
      : false
    : false
  : Place extends `${infer At}.${string}` ? IsOneStep<N, P, At>
  : false;
type IsOneStep<N, A extends string, B extends string> =
  N extends Repeated<number, unknown> ? true
  : A extends B ? true
  : false;

/**
 * What `layout` expects in place of a tie to a plain `string`. While an editor completes `tied('…')`, the compiler does
 * not see the text and infers the path from this type, which gives the completions. Every tie is assignable to
 * `object`, so this type accepts every tie.
 */
// `infer` tells the compiler that these are strings. It would go through the recursion to find out.
export type TieHint<Root> = TieTargets<Root> extends infer P extends string ? Tied<P> | object : object;

/** The paths that a tie may name. For a repeat, only those in the first and the last block. */
type TieTargets<N, Prefix extends string = ''> =
  N extends readonly number[] ? never
  : N extends AnyScoped ? TieTargets<Inner<N>, Prefix>
  : N extends AnyAligned ? TieTargets<Unwrap<N>, Prefix>
  : TieTargetsBelow<N, N extends Repeated<infer K, unknown> ? EndIndices<K> : Segments<N>, Prefix>;

type TieTargetsBelow<N, Seg, Prefix extends string> =
  Seg extends string | number ?
    Child<N, `${Seg}`> extends infer C ?
      C extends AnyTied ?
        never
      : `${Prefix}${Seg}` | TieTargets<C, `${Prefix}${Seg}.`>
    : never
  : never;
