// No twin in src: the run time checks patterns in src/select/matches.ts.
import type { HasOpenPattern, PatternsOf, RemainderOf } from '../place/pattern.ts';
import type { Issue } from '../schema/issues.ts';
import type { WithoutPads } from '../schema/memory.ts';
import type { ExplainPattern } from './explain-pattern.ts';
import type { Reaches } from './reach.ts';

/** Options of `select`. */
export interface SelectOptions {
  /** A pattern or a list of patterns: the leaves that match one of them are not selected. */
  readonly except?: string | readonly string[];
  /** Adds to `slots` the slots that are tied to a selected owner. */
  readonly ties?: true;
}
/** What `select` takes after the layout: patterns or lists of patterns, and at the end options. */
export type SelectArgument = string | readonly string[] | SelectOptions;

/** The patterns among the arguments of `select`, as a union. */
export type SelectedPatterns<A extends readonly unknown[]> = PatternOfArgument<A[number]>;
type PatternOfArgument<E> =
  E extends string ? E
  : E extends readonly (infer P)[] ? P
  : never;
/** The patterns of the option `except`, as a union. */
export type ExceptedPatterns<A extends readonly unknown[]> = PatternOfExcept<A[number]>;
type PatternOfExcept<E> = E extends { readonly except: infer X } ? PatternsOf<X> : never;

/**
 * Those of a union of patterns that no owner of a schema matches. The run time judges a pattern that is not literal.
 */
export type WrongPattern<S, P> =
  P extends string ?
    Reaches<S, RemainderOf<P>> extends never ?
      HasOpenPattern<P> extends true ?
        never
      : P
    : never
  : never;

/**
 * The type of the arguments of `select`. If each pattern matches an owner, these are the arguments; otherwise each
 * wrong one is a sentence.
 */
// The compiler infers `A` from the branch that is `A`. While the layout is open, it takes that branch, and the run time
// checks the patterns.
export type SelectArguments<A extends readonly SelectArgument[], C extends AnySelectCheck> =
  ([C['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? C['issues'] : A | readonly SelectArgument[];
interface AnySelectCheck {
  readonly wrong: unknown;
  readonly issues: readonly unknown[];
}
/** The check of the arguments of `select`. */
export interface SelectCheck<in out S, in out A extends readonly unknown[]> {
  readonly wrong: WrongPattern<S, SelectedPatterns<A> | ExceptedPatterns<A>>;
  // `infer` holds the issues back. Without it, the compiler would also infer `A` from them.
  readonly issues: [S, A] extends [infer N, infer B extends readonly unknown[]] ?
    { [I in keyof B]: IssueOfArgument<N, B[I]> }
  : never;
}
type IssueOfArgument<S, E> =
  E extends string ? IssueOfPattern<S, E, E>
  : E extends readonly unknown[] ? { readonly [I in keyof E]: IssueOfPattern<S, E[I], E[I]> }
  : E extends { readonly except: infer X } ?
    {
      readonly except: X extends readonly unknown[] ? { readonly [I in keyof X]: IssueOfPattern<S, X[I], X[I]> }
      : IssueOfPattern<S, X, X>;
      readonly ties?: true;
    }
  : E;
/** The sentence about a pattern, or `Or` if it matches an owner. */
export type IssueOfPattern<S, P, Or> =
  [WrongPattern<S, P>] extends [never] ? Or
  : ExplainPattern<WithoutPads<S>, P & string> extends infer M extends Issue<unknown> ? M
  : never;
