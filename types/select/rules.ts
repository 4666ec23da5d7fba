// No twin in src: the run time checks rules while it assigns them, in src/select/rules.ts.
import type { HasOpenPattern, RemainderOf } from '../place/pattern.ts';
import type { Issue } from '../schema/issues.ts';
import type { UnderNoRule, UnderTwoRules } from './issues.ts';
import type { WithoutPads } from '../schema/memory.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { Misses, Overlaps } from './overlap.ts';
import type { FirstOwnerUnder, NamesAt } from './rule-paths.ts';
import type { IssueOfPattern, WrongPattern } from './select-parameter.ts';

/**
 * Rules as the checks read them: the patterns of each rule by its name, the value of each rule by its name, and whether
 * there is a rule for the rest.
 */
export interface RuleTable<out Patterns, out Values, out HasRest> {
  readonly patterns: Patterns;
  readonly values: Values;
  readonly hasRest: HasRest;
}
export type AnyRuleTable = RuleTable<unknown, unknown, boolean>;

/** All patterns of rules, as a union. */
export type AllPatterns<T extends AnyRuleTable> = T['patterns'][keyof T['patterns']];

/** The names of the rules that overlap a rule of another value, or `Uncovered` if an owner is under no rule. */
export type WrongRules<S, T extends AnyRuleTable> =
  | OverlappingRules<S, T['patterns'], T['values']>
  | (T['hasRest'] extends true ? never : UnlessCovered<S, AllPatterns<T>>);
interface Uncovered {
  readonly uncovered: true;
}
type UnlessCovered<S, P> =
  HasOpenPattern<P> extends true ? never
  : Misses<S, RemainderOf<P>> extends never ? never
  : Uncovered;

type OverlappingRules<S, Patterns, Values> = {
  [K in keyof Patterns]: OverlapsOthers<S, Patterns[K], Patterns[OtherNames<Values, K, keyof Patterns>]> extends never ?
    never
  : K;
}[keyof Patterns];
type OverlapsOthers<S, P, Others> =
  [Others] extends [never] ? never
  : HasOpenPattern<P> extends true ? never
  : Overlaps<S, RemainderOf<P>, RemainderOf<Literal<Others>>>;
type Literal<P> =
  P extends unknown ?
    HasOpenPattern<P> extends true ?
      never
    : P
  : never;
/** The names of the rules whose values surely differ from that of `K`. Others the run time compares. */
type OtherNames<Values, K, All> =
  All extends keyof Values ?
    K extends keyof Values ?
      [Values[All]] extends [Values[K]] ? never
      : [Values[K]] extends [Values[All]] ? never
      : All
    : never
  : never;

/** The sentence about an owner under two rules, or under none. */
type IssueOfRules<S, T extends AnyRuleTable> =
  FirstInOrder<OverlappingRules<S, T['patterns'], T['values']>> extends infer A extends string ?
    [A] extends [never] ?
      UncoveredIssue<FirstOwnerUnder<S, RemainderOf<AllPatterns<T>>, 0>>
    : OverlapIssue<
        FirstOwnerUnder<
          S,
          RemainderOf<T['patterns'][A & keyof T['patterns']]>,
          RemainderOf<Literal<T['patterns'][OtherNames<T['values'], A, keyof T['patterns']>]>>
        >,
        A,
        T
      >
  : never;
type UncoveredIssue<P> = P extends string ? Issue<UnderNoRule<P>> : never;
type OverlapIssue<P, A extends string, T extends AnyRuleTable> =
  P extends string ?
    FirstInOrder<OtherNames<T['values'], A, NamesAt<T['patterns'], P>>> extends infer B extends string ?
      Issue<UnderTwoRules<P, A, B>>
    : never
  : never;

/**
 * The type of a parameter that takes rules. If each pattern matches an owner, and each owner is under rules of one
 * value, these are the rules; otherwise there is a sentence in the place of each wrong rule.
 */
// The compiler infers `R` from the branch that is `R`. While the layout is open, it takes that branch, and the run time
// checks the rules.
export type RulesIn<R, C extends AnyRulesCheck> =
  ([C['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? C[R extends unknown ? 'issues' : never] : R;
interface AnyRulesCheck {
  readonly wrong: unknown;
  readonly issues: unknown;
}
/** The check of the rules `R`, whose table is `T`. */
export interface RulesCheck<in out S, in out R, in out T extends AnyRuleTable> {
  readonly wrong: WrongPattern<S, AllPatterns<T>> | WrongRules<WithoutPads<S>, T>;
  // `infer` holds the issues back, and an interface hides them. Otherwise the compiler would also infer `R` from them.
  readonly issues: [WithoutPads<S>, R, T] extends [infer N, infer Q, infer U extends AnyRuleTable] ?
    RulesIssues<N, Q, U>[[WrongPattern<N, AllPatterns<U>>] extends [never] ? 'rules' : 'patterns']
  : never;
}
interface RulesIssues<S, R, T extends AnyRuleTable> {
  patterns: {
    readonly [K in keyof R]: K extends keyof T['patterns'] ? IssueOfPattern<S, T['patterns'][K], R[K]> : R[K];
  };
  rules: [OverlappingRules<S, T['patterns'], T['values']>] extends [never] ? IssueOfRules<S, T>
  : { readonly [K in keyof R]: K extends OverlappingRules<S, T['patterns'], T['values']> ? IssueOfRules<S, T> : R[K] };
}
