// No twin in src: the run time checks patterns in src/select/matches.ts.
import type { PatternsOf } from '../place/pattern.ts';
import type { IssueOfPattern, WrongPattern } from './select-parameter.ts';

/**
 * What `norms` takes its sums over: a pattern, a list of patterns, or anything with runs, such as the result of
 * `groups`.
 */
export type NormsSubject = string | readonly string[] | { readonly runs: readonly unknown[] };

/** The type of the parameter of `norms`. For a pattern that matches no owner, it is a sentence. */
// The compiler infers `P` from the branch that is `P`, as in `SelectArguments`.
export type NormsIn<P, C extends AnyNormsCheck> =
  ([C['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? C[P extends unknown ? 'issues' : never] : P;
interface AnyNormsCheck {
  readonly wrong: unknown;
  readonly issues: unknown;
}
/** The check of the subject of `norms`. */
export interface NormsCheck<in out S, in out P> {
  readonly wrong: P extends string | readonly string[] ? WrongPattern<S, PatternsOf<P>> : never;
  readonly issues: [S, P] extends [infer N, infer Q] ?
    Q extends readonly unknown[] ?
      { readonly [I in keyof Q]: IssueOfPattern<N, Q[I], Q[I]> }
    : IssueOfPattern<N, Q, Q>
  : never;
}

/** The keys of the result of `norms`: paths for patterns, and the values of the runs otherwise. */
export type NormKey<P> = P extends { readonly runs: readonly { readonly value: infer V }[] } ? V : string;
