// src/place/pattern.ts matches a whole name with a pattern. The compiler does not list names: it walks over a schema
// and carries along what remains of the patterns.
//
// A *remainder* is a union of patterns relative to a node. It says which leaves below the node match:
// - `''`: all of them, because one pattern ends here;
// - `never`: none of them;
// - any other: those whose path from the node on matches one of the patterns.
//
// A walk begins with `RemainderOf<P>` at the root. `Step<R, Seg>` is the remainder below a child. A repeat holds its
// block once, so its walk takes `Step<R, I>` for the indices `I` in `NamedIndices<R, K>`, and `StepToOthers<R>` once
// for all other indices.

import type { IndexOf, IsIndex, IsLowerNumber } from '../schema/indices.ts';

/** The patterns in a pattern or a list of patterns, as a union. */
export type PatternsOf<P> = P extends readonly (infer E)[] ? E : P;

/**
 * Whether the compiler leaves a pattern to the run time: a `string` that is not one literal, or a pattern with named
 * wildcards such as `{i}`. For a union, whether it leaves one member. `false` for `never`.
 */
export type HasOpenPattern<P> = true extends (P extends string ? IsOpenPattern<P> : true) ? true : false;
type IsOpenPattern<P extends string> =
  {} extends { [K in P]: 0 } ? true
  : P extends `${string}{${string}` ? true
  : false;

/**
 * What remains of patterns at the root. A pattern that matches a subtree selects all its leaves, so a last `**` has no
 * effect. The empty pattern matches nothing.
 */
export type RemainderOf<P> =
  P extends string ?
    P extends '' ? never
    : P extends '**' ? ''
    : P extends `${infer A}**.**${infer B}` ? RemainderOf<`${A}**${B}`>
    : P extends `${infer A}.**` ? A
    : P
  : never;

/** What remains of patterns below the child at a segment. */
export type Step<R, Seg extends string> = '' extends StepEach<R, Seg> ? '' : StepEach<R, Seg>;
export type StepEach<R, Seg extends string> =
  R extends '' ? ''
  : R extends `**.${infer Rest}` ? R | StepEach<Rest, Seg>
  : R extends `${infer Glob}.${infer Rest}` ?
    MatchesSegment<Glob, Seg> extends true ?
      Rest
    : never
  : R extends string ?
    MatchesSegment<R, Seg> extends true ?
      ''
    : never
  : never;

/** Whether a segment of a path matches a segment of a pattern, in which each `*` stands for any characters. */
// The compiler matches a template literal type as `matchSegment` does: each placeholder takes as little as possible,
// and the last one the rest.
export type MatchesSegment<Glob extends string, Seg extends string> =
  Glob extends '*' ? true
  : Seg extends TemplateOf<Glob> ? true
  : false;
export type TemplateOf<Glob extends string> =
  Glob extends `${infer A}*${infer B}` ? `${A}${string}${TemplateOf<B>}` : Glob;

/**
 * The indices of a repeat of `K` blocks that the patterns treat in a way of their own: those that a pattern names, by
 * itself or by a segment such as `1*`. `${number}` if such a segment stands for the indices of more than 1,000 blocks,
 * which the compiler does not list.
 */
export type NamedIndices<R, K extends number> =
  R extends `**.${infer Rest}` ? NamedIndices<Rest, K>
  : R extends `${infer Glob}.${string}` ? IndicesLike<Glob, K>
  : R extends string ? IndicesLike<R, K>
  : never;
type IndicesLike<Glob extends string, K extends number> =
  Glob extends '*' ? never
  : Glob extends `${string}*${string}` ? MatchingIndices<TemplateOf<Glob>, K, IndexOf<K>>
  : IsIndex<Glob, K> extends true ? Glob
  : never;
type MatchingIndices<Template extends string, K extends number, I extends string> =
  `${number}` extends I ?
    number extends K ? `${number}`
    : IsLowerNumber<`${K}`, '1001'> extends true ? LowerIndices<Extract<UpTo999, Template>, `${K}`>
    : `${number}`
  : Extract<I, Template>;
type LowerIndices<I extends string, K extends string> =
  I extends unknown ?
    IsLowerNumber<I, K> extends true ?
      I
    : never
  : never;
type Leading = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Ten = 0 | Leading;
type UpTo999 = `${Ten}` | `${Leading}${Ten}` | `${Leading}${Ten}${Ten}`;

/** What remains of patterns below the indices of a repeat outside `NamedIndices`. */
// No segment is a dot, so only `*` and `**` match it.
export type StepToOthers<R> = Step<R, '.'>;

/** Those of the keys `K` below which something remains of the patterns. It costs less than a `Step` for each key. */
export type SteppedKeys<R extends string, K> =
  R extends '' | `**.${string}` ? K
  : R extends `${infer Glob}.${string}` ? KeysLike<K, TemplateOf<Glob>>
  : KeysLike<K, TemplateOf<R>>;
type KeysLike<K, Template extends string> =
  K extends string | number ?
    `${K}` extends Template ?
      K
    : never
  : never;
