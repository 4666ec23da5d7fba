// The twin in src goes from an index to a label. The compiler reads labels.
import type { IsIndex } from '../schema/indices.ts';
import type { BadElementIndex, NotALabel, WrongRank } from './issues.ts';
import type { Issue } from '../schema/issues.ts';
import type { Join } from '../schema/node.ts';
import type { PathParameter } from './path-parameter.ts';
import type { FindPlace, FoundPlace, SettlePlace } from './place.ts';

/**
 * A label in its parts: the path, with dots alone, and the text in the last brackets if they hold the indices of an
 * element.
 */
export interface ParsedLabel<out Path, out Indices> {
  readonly path: Path;
  readonly indices: Indices;
}

/**
 * Splits a label. Brackets at the end hold the indices of an element if a leaf is before them. All other brackets hold
 * an index of a list. `never` for a text that is no label.
 */
export type ParseLabel<S, P extends string, Done extends string = ''> =
  P extends `${infer Head}[${infer Inside}]${infer Rest}` ?
    `${Head}${Inside}` extends WithBracket ? never
    : Rest extends '' ? ParseLastBrackets<PlaceBefore<S, `${Done}${Head}`>, `${Done}${Head}`, Inside>
    : Rest extends `${'.' | '['}${string}` ? ParseLabel<S, Rest, Join<`${Done}${Head}`, Inside>>
    : never
  : P extends WithBracket ? never
  : ParsedLabel<`${Done}${P}`, undefined>;
type WithBracket = `${string}${'[' | ']'}${string}`;
type ParseLastBrackets<F, Path extends string, Inside extends string> =
  [F] extends [never] ? ParsedLabel<Path, undefined>
  : F extends FoundPlace<infer N, infer _, boolean> ?
    N extends readonly number[] ?
      ParsedLabel<Path, Inside>
    : ParsedLabel<Join<Path, Inside>, undefined>
  : never;

/** The place before brackets: the root if nothing else is before them. */
type PlaceBefore<S, P extends string> = P extends '' ? SettlePlace<S, S> : FindPlace<S, P>;
/** The place of a path. A layout that is one leaf has the empty path; in any other, nothing has it. */
export type NamedPlace<S, P extends string> =
  P extends '' ? Extract<SettlePlace<S, S>, FoundPlace<readonly number[], unknown, boolean>> : FindPlace<S, P>;

/** The indices in brackets, as a list of texts. */
export type SplitIndices<I extends string> =
  I extends `${infer A},${infer Rest}` ? readonly [A, ...SplitIndices<Rest>] : readonly [I];

/** The check of a label, or of a path in its place. `PathIn` takes it. */
export interface LabelParameter<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ?
    [MissingLabel<S, ParseLabel<S, P>, P>] extends [never] ?
      never
    : P
  : never;
  readonly missing: (P extends unknown ? MissingLabel<S, ParseLabel<S, P>, P> : never) extends (
    infer M extends Issue<unknown> | string
  ) ?
    M
  : never;
}
/** The sentence about a label, and the paths that exist in its place; `never` for a label that exists. */
type MissingLabel<S, Parsed, Label extends string> =
  [Parsed] extends [never] ? Issue<NotALabel<Label>>
  : Parsed extends ParsedLabel<infer P extends string, infer I> ?
    [NamedPlace<S, P>] extends [never] ? PathParameter<S, P>['missing']
    : I extends string ? IssueOfSentence<ElementIssue<NamedPlace<S, P>, SplitIndices<I>, Label, P>>
    : never
  : never;
type IssueOfSentence<Sentence> = [Sentence] extends [never] ? never : Issue<Sentence>;

/** What is wrong with the indices of an element, or `never`. */
type ElementIssue<F, I extends readonly string[], Label extends string, P extends string> =
  F extends FoundPlace<infer N extends readonly number[], infer _, boolean> ?
    number extends N['length'] ? never
    : I['length'] extends N['length'] ? IndexIssue<I, N, P>
    : WrongRank<Label, P, N>
  : never;
/** The sentence about the first index that is out of range. `Done` counts the dimensions before it. */
type IndexIssue<I, D, P extends string, Done extends readonly unknown[] = []> =
  [I, D] extends (
    [readonly [infer A extends string, ...infer MoreI], readonly [infer B extends number, ...infer MoreD]]
  ) ?
    // A pattern such as `${number}` has no required property; the run time checks it.
    {} extends { [K in A]: 0 } ? IndexIssue<MoreI, MoreD, P, [...Done, 0]>
    : IsIndex<A, B> extends true ? IndexIssue<MoreI, MoreD, P, [...Done, 0]>
    : BadElementIndex<A, Done['length'] & number, P, B>
  : never;
