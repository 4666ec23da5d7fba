import type { BadTarget, NotAMatrix, ShapeText, ThroughTie, TieCycle, TiedToItself, TiedToTie } from './issues.ts';
import type { AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated, Tied, TiedTransposed } from './markers.ts';
import type { Child, Join } from './node.ts';
import type { EndIndices, ExplainMissing, Segments } from './path.ts';

/**
 * A tie whose path is only known as a string: it is judged at run time. No flaw, but an editor has something to offer
 * for it.
 */
export type OpenTie = 'a tie to a string';
/** What is wrong with a tie to `P`, or `never`. */
export type TieIssue<N extends AnyTied, Root, P extends string = N['.tied']> =
  string extends P ? OpenTie
  : LeadsTo<Root, P> extends 'leaf' ?
    N extends TiedTransposed<string> ?
      TargetIssue<N, Root, P>
    : never
  : TargetIssue<N, Root, P>;

/** What lies at a path: of most ties that is all that need be known. */
type LeadsTo<N, P extends string> =
  P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      'nothing'
    : LeadsTo<Child<N, Seg>, Rest>
  : Child<N, P> extends never ? 'nothing'
  : Child<N, P> extends readonly number[] ? 'leaf'
  : 'another';

// Of a union of paths each is judged. One with an open index, `h.${number}`, is judged at run time.
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
    : T extends readonly number[] ? never
    : CycleIssue<P, ReachedTies<Root, TiesAt<Root, P>>>
  : never;
type CycleIssue<P extends string, R> = P extends R ? TieCycle<P> : never;

interface NoTarget<Message extends string> {
  readonly refusal: Message;
}

/** The node at a tie's path, ties not followed, or a refusal. `Base` is the path of the innermost scope on the way. */
type TieTarget<N, P extends string, Whole extends string = P, Done extends string = '', Base extends string = ''> =
  IsThroughTie<N, Done> extends true ? NoTarget<ThroughTie<Whole, Done, Join<Base, `${(N & AnyTied)['.tied']}.${P}`>>>
  : N extends AnyScoped ? TieTarget<Inner<N>, P, Whole, Done, Done>
  : P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      NoTarget<BadTarget<Whole, ExplainMissing<N, Seg, Done>>>
    : TieTarget<Child<N, Seg>, Rest, Whole, Join<Done, Seg>, Base>
  : Child<N, P> extends never ? NoTarget<BadTarget<Whole, ExplainMissing<N, P, Done>>>
  : Child<N, P> extends AnyTied ? NoTarget<TieToTie<Whole, Join<Base, Child<N, P>['.tied']>>>
  : Child<N, P>;
type IsThroughTie<N, Done> =
  Done extends '' ? false
  : N extends AnyTied ? true
  : false;
type TieToTie<P extends string, Owner extends string> = Owner extends P ? TiedToItself<P> : TiedToTie<P, Owner>;

/** The paths of the ties in the subtree at a path. Those of a scope within resolve in it: none of them leads out. */
// `infer` says that these are strings: with `string & …` the compiler goes through the recursion for every type that
// they are given to.
type TiesAt<N, P extends string> = TiesBelow<N, P> extends infer T extends string ? T : never;
type TiesBelow<N, P extends string> =
  N extends AnyScoped ? never
  : P extends `${infer Seg}.${infer Rest}` ? TiesBelow<Child<N, Seg>, Rest>
  : TiePaths<Child<N, P>, TiedTransposed<string>>;
export type TiesIn<N> = TiePaths<N, never> extends infer T extends string ? T : never;
/**
 * `Not` are ties that do not count: one that is transposed leads to a matrix, or it is refused, and so is part of no
 * cycle.
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
  : N extends Marker ? never
  : N extends readonly unknown[] ? TiePaths<N[number], Not>
  : N extends object ? TiePaths<N[keyof N], Not>
  : never;
/** The paths reached through ties of ties, in tail position: each step follows those not seen before. */
type ReachedTies<Root, New extends string, Seen extends string = never> =
  [New] extends [never] ? Seen
  : ReachedTies<Root, Exclude<New extends unknown ? TiesAt<Root, New> : never, Seen | New>, Seen | New>;

/**
 * Whether a tie to `P` that stands at `Place` is itself part of a cycle, and does not only lead to one. Both paths are
 * those of the tie's scope.
 */
// `infer` holds what is reached back while the schema is open: the compiler would follow the whole recursion.
export type IsInCycle<Root, P extends string, Place extends string> =
  ReachedTies<Root, TiesAt<Root, P>> extends infer Q extends string ?
    true extends IsInSubtree<Root, P | Q, Place> ?
      true
    : false
  : false;
/** Whether a place is in the subtree at a path: in any element of a repeat, as all of them are one. */
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
 * What `layout` expects in place of a tie whose path is only a string. While an editor completes `tied('…')`, the
 * compiler does not see the text, so it infers the path from this type: that gives the completions. Every tie is
 * assignable to `object`, so none is refused.
 */
// `infer` says that these are strings: else the compiler goes through the recursion to find it out.
export type TieHint<Root> = TieTargets<Root> extends infer P extends string ? Tied<P> | object : object;

/** The paths that a tie may name, but for those of a repeat's blocks between the first and the last. */
type TieTargets<N, Prefix extends string = ''> =
  N extends readonly number[] ? never
  : N extends AnyScoped ? TieTargets<Inner<N>, Prefix>
  : TieTargetsBelow<N, N extends Repeated<infer K, unknown> ? EndIndices<K> : Segments<N>, Prefix>;

type TieTargetsBelow<N, Seg, Prefix extends string> =
  Seg extends string | number ?
    Child<N, `${Seg}`> extends infer C ?
      C extends AnyTied ?
        never
      : `${Prefix}${Seg}` | TieTargets<C, `${Prefix}${Seg}.`>
    : never
  : never;
