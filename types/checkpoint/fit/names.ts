import type { Child, Join } from '../../schema/node.ts';
import type { FindPlace, FoundPlace, SettlePlace } from '../../place/place.ts';
import type { DidYouMean, Issue } from '../../schema/issues.ts';
import type { ExplainMissing } from '../../schema/path.ts';
import type { AnyAligned, AnyScoped, AnyTied, Inner } from '../../schema/markers.ts';
import type { ChildLike, SegmentLike } from './child-like.ts';
import type { Unwrap } from '../../schema/unwrap.ts';

/** Maps patterns of names in the file to paths of the layout: `{ 'blocks.{i}.w': 'h.{i}.w' }`. */
export type NameMap = Readonly<Record<string, string>>;
/** Gives the layout's path for a name in the file; undefined ignores the tensor. */
export type NameFunction = (name: string) => string | undefined;
/** A function with its inverse: `save` needs both, `load` only the first. */
export interface NamePair {
  readonly toPath: NameFunction;
  /** Gives the file's name, without the prefix, for a path of the layout. */
  readonly toName: (path: string) => string;
}

/**
 * The issues of a map of names, each at its entry. Functions, and names that are only `string` to the compiler, are
 * checked at run time.
 */
export type CheckNames<S, M> = NamesChecks<S, M>[M extends NameFunction | NamePair ? 'function' : 'map'];
// A lookup by name instead of a conditional type, which would hide the parameter types of a function from the compiler.
interface NamesChecks<S, M> {
  function: unknown;
  map: { readonly [K in keyof M]: CheckName<S, K, M[K]> };
}
type CheckName<S, From, To> =
  From extends string ?
    To extends string ?
      string extends From | To ? unknown
      : [BadWildcard<Wildcards<From> | RawWildcards<To>>] extends [never] ?
        PathIssue<S, To, UnknownWildcards<To, Wildcards<From>>, IsLeafAt<S, To, S, DeepWildcards<From>>>
      : Issue<NoWildcard<BadWildcard<Wildcards<From> | RawWildcards<To>>>>
    : unknown
  : unknown;
type PathIssue<S, To extends string, Unknown extends string, Leaf> =
  [Unknown] extends [never] ?
    true extends Leaf ? unknown
    : false extends Leaf ? Issue<`'${To}' is no leaf of the layout`>
    : Issue<`there is no '${To}' in the layout${NearPath<SettlePlace<S, S>, To>}`>
  : Issue<`the wildcard '{${Unknown}}' is not in the file's name`>;
type NoWildcard<W extends string> = `'{${W}}' is no wildcard: its name must be an identifier, such as {i}`;

/** The names of the wildcards of a pattern, and separately of those that match any number of segments. */
type Wildcards<P extends string> =
  P extends `${string}{${infer W}}${infer R}` ? (W extends `**${infer G}` ? G : W) | Wildcards<R> : never;
type DeepWildcards<P extends string> =
  P extends `${string}{${infer W}}${infer R}` ? (W extends `**${infer G}` ? G : never) | DeepWildcards<R> : never;
/** What stands in braces. On the side of the layout, `{**rest}` is no wildcard. */
type RawWildcards<P extends string> = P extends `${string}{${infer W}}${infer R}` ? W | RawWildcards<R> : never;
/** Those of a union of names of wildcards that are no identifiers. */
type BadWildcard<W extends string> =
  W extends `${infer C}${infer R}` ?
    C extends WildcardLetter ?
      OtherThanLetters<R> extends never ?
        never
      : W
    : W
  : W;
/**
 * What remains of a name from its first character on that is neither a letter nor a digit; `never` if there is none.
 */
type OtherThanLetters<R extends string> =
  R extends `${infer C}${infer Rest}` ?
    C extends WildcardLetter | `${bigint}` ?
      OtherThanLetters<Rest>
    : R
  : never;
type WildcardLetter = Lowercase<CapitalLetter> | CapitalLetter | '_';
type CapitalLetter =
  | ('A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M')
  | ('N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z');
type UnknownWildcards<P extends string, Known extends string> = Exclude<Wildcards<P>, Known>;

/**
 * `true` for each leaf that a path with wildcards may reach, `false` for each subtree; `never` if it reaches nothing.
 */
type IsLeafAt<N, P extends string, Root, G extends string> =
  unknown extends N ? true
  : N extends AnyTied ?
    FindPlace<Root, N['.tied'], Root> extends FoundPlace<infer M, infer R, boolean> ?
      IsLeafAt<M, P, R, G>
    : never
  : N extends AnyScoped ? IsLeafAt<Inner<N>, P, Inner<N>, G>
  : N extends AnyAligned ? IsLeafAt<Unwrap<N>, P, Root, G>
  : P extends '' ?
    N extends readonly number[] ?
      true
    : false
  : P extends `${infer Seg}.${infer Rest}` ? IsLeafBelow<N, Seg, Rest, Root, G>
  : IsLeafBelow<N, P, '', Root, G>;
type IsLeafBelow<N, Seg extends string, Rest extends string, Root, G extends string> =
  Seg extends `{${G}}` ? true
  : Seg extends `${string}{${string}}${string}` ? IsLeafAtAny<ChildLike<N, SegmentLike<Seg>>, Rest, Root, G>
  : IsLeafAtAny<Child<N, Seg>, Rest, Root, G>;
type IsLeafAtAny<N, Rest extends string, Root, G extends string> =
  N extends unknown ? IsLeafAt<N, Rest, Root, G> : never;

/** The path with its first wrong segment replaced by a similar one, as a hint; '' if there is none. */
export type NearPath<At, P extends string, Done extends string = ''> =
  P extends '' ? ''
  : At extends FoundPlace<infer N, infer Root, boolean> ?
    P extends `${infer Seg}.${infer Rest}` ?
      NearPathBelow<N, Root, Seg, Rest, Done>
    : NearPathBelow<N, Root, P, '', Done>
  : '';
type NearPathBelow<N, Root, Seg extends string, Rest extends string, Done extends string> =
  Seg extends `${string}{${string}}${string}` ?
    [ChildLike<N, SegmentLike<Seg>>] extends [never] ?
      ''
    : NearPath<SettlePlace<ChildLike<N, SegmentLike<Seg>>, Root>, Rest, Join<Done, Seg>>
  : [Child<N, Seg>] extends [never] ? NearSegment<ExplainMissing<N, Seg, Done>, Done, Rest>
  : NearPath<SettlePlace<Child<N, Seg>, Root>, Rest, Join<Done, Seg>>;
type NearSegment<Why extends string, Done extends string, Rest extends string> =
  Why extends `${string}; did you mean '${infer K}'?` ?
    DidYouMean<Rest extends '' ? Join<Done, K> : `${Join<Done, K>}.${Rest}`>
  : Why extends `index ${string}` ? `: ${Why}`
  : '';
