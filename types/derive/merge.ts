import type { Issue, IssueAt } from '../schema/issues.ts';
import type { Aligned, AnyScoped, Inner, Keyed, Ordered, Scope } from '../schema/markers.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { FormOf } from './form.ts';
import type { KeyTaken, NoOrder, NotAStruct, OrderNeeded } from './issues.ts';
import type { FirstSchemaIssue } from './schema-issue.ts';

/** The schema of a layout, or a schema itself, without the scopes around it. */
export type RootFields<T> = T extends AnyScoped ? RootFields<Inner<T>> : T;

/** A node with more fields; those of a scope go into it. */
export type MergedNode<N, F> =
  unknown extends N | F ? unknown
  : N extends AnyScoped ? Scope<MergedNode<Inner<N>, F>>
  : N extends Aligned<infer A, infer S> ? Aligned<A, MergedNode<S, F>>
  : N extends Keyed<infer A> ?
    F extends Keyed<infer B> ?
      Ordered<readonly [...A, ...B]>
    : never
  : MergedFields<N | F>;
/** One struct with the fields of a union of structs. */
type MergedFields<U> = { readonly [K in KeyOfAny<U>]: FieldOfAny<U, K> };
type KeyOfAny<U> = U extends unknown ? keyof U : never;
type FieldOfAny<U, K> =
  U extends unknown ?
    K extends keyof U ?
      U[K]
    : never
  : never;

/** The schema that `merge` returns; `unknown` if only the run time knows one of the parts. */
export type MergedSchema<T> =
  T extends readonly [infer A, ...infer Rest] ? MergedRest<RootFields<A>, Rest>
  : T extends readonly [] ? {}
  : unknown;
type MergedRest<N, T> =
  T extends readonly [infer A, ...infer Rest] ? MergedRest<MergedNode<N, RootFields<A>>, Rest>
  : T extends readonly [] ? N
  : unknown;

/** Why fields cannot be added to the node at a path, or `never`. */
export type MergeIssue<N, F, Path extends string> =
  unknown extends N | F ? never
  : N extends AnyScoped ? MergeIssue<Inner<N>, F, Path>
  : N extends Aligned<number, infer S> ? MergeIssue<S, F, Path>
  : [FormOf<N>] extends ['a struct' | 'ordered'] ?
    [FormOf<F>] extends ['a struct' | 'ordered'] ?
      FormOf<N> extends FormOf<F> ?
        TakenKey<TextOfKeys<N>, TextOfKeys<F>, Path>
      : IssueAt<Path, FormOf<N> extends 'ordered' ? OrderNeeded<'a struct'> : NoOrder<'ordered(…)'>>
    : IssueAt<'', NotAStruct<FormOf<F>>>
  : IssueAt<Path, NotAStruct<FormOf<N>>>;
type TextOfKeys<N> = N extends Keyed<infer E> ? E[number][0] : `${keyof N & (string | number)}`;
type TakenKey<A extends string, B extends string, Path extends string> =
  [A & B] extends [never] ? never : IssueAt<Path, KeyTaken<FirstInOrder<A & B>>>;

/**
 * The type of the parts that `merge` takes: what was given, with a sentence in place of each part that does not fit the
 * parts before it.
 */
export type PartsIn<T extends readonly unknown[]> = { readonly [I in keyof T]: PartIn<T, T[I], I> };
type PartIn<T extends readonly unknown[], P, I> =
  ([IssueOfPart<T, I>] extends [never] ? 'fitting' : 'wrong') extends 'wrong' ? Issue<IssueOfPart<T, I>> : P;
type IssueOfPart<T extends readonly unknown[], I> = PartIssues<T>[I & keyof PartIssues<T>];
/** The issues of all parts, each at its index. */
type PartIssues<T extends readonly unknown[], Before = {}, Done extends readonly unknown[] = readonly []> =
  T extends readonly [infer A, ...infer Rest] ?
    PartIssues<
      Rest,
      Done extends readonly [] ? RootFields<A> : MergedNode<Before, RootFields<A>>,
      readonly [...Done, OnePartIssue<Before, RootFields<A>, Done, Rest>]
    >
  : Done;
type OnePartIssue<Before, N, Done extends readonly unknown[], Rest extends readonly unknown[]> =
  unknown extends N ? never
  : [FormOf<N>] extends ['a struct' | 'ordered' | (Done extends readonly [] ? 'aligned(…)' : never)] ?
    (Done extends readonly [] ? never : MergeIssue<Before, N, ''>) extends infer M ?
      [M] extends [never] ?
        Rest extends readonly [] ?
          FirstSchemaIssue<Done extends readonly [] ? N : MergedNode<Before, N>>
        : never
      : M
    : never
  : IssueAt<'', NotAStruct<FormOf<N>>>;
