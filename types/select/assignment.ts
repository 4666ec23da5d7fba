import type { FromArgument } from '../array/kind.ts';
import type { HasOpenPattern } from '../place/pattern.ts';
import type { OwnerPath } from '../place/owner.ts';
import type { PathIn, PathParameter } from '../place/path-parameter.ts';
import type { NodeAt } from '../place/place.ts';
import type { ElementRange } from '../place/range.ts';
import type { FlatOver } from '../view/flat.ts';
import type { KindIn } from '../view/source.ts';
import type { RestIn } from './rest.ts';
import type { NamesAt } from './rule-paths.ts';
import type { AnyRuleTable, AllPatterns, RuleTable } from './rules.ts';

/** A run of elements of a flat array with one value. */
export interface Run<out V> extends ElementRange {
  readonly value: V;
}

/** Any assignment of values of type `V` to the owners of a layout, as loops read it. */
export interface Assignment<out V> {
  /**
   * The values in memory order, without pads. Neighbours that touch and have one value are one run. Elements that no
   * run covers are pads.
   */
  readonly runs: readonly Run<V>[];
  /** The length of the layout's flat array. */
  readonly flatLength: number;
  /** The fingerprint of the layout. */
  readonly fingerprint: string;
}

/** The rules of `assign` as a table. */
export type TableOfRules<S, R> = RuleTable<
  { readonly [K in Exclude<keyof R, RestIn<S>>]: `${K & (string | number)}` },
  R,
  [Extract<keyof R, RestIn<S>>] extends [never] ? false : true
>;

/** The result of `assign` for the rules `R`, on a layout of schema `S`. */
export interface AssignmentIn<in out S, in out R> extends Assignment<R[keyof R]> {
  /**
   * The value of a leaf; for a tie, the value of its owner. For a subtree, the value that all its leaves have.
   *
   * @throws RangeError for an unknown path, and for a subtree of several values or none
   */
  of<const P extends string>(
    path: PathIn<P, PathParameter<S, P>>,
  ): ValueAt<S, TableOfRules<S, R>, R[keyof R & RestIn<S>], P>;
  /** A new flat array with one number for each value; 0 in pads. It is a `Float32Array` or of the given kind. */
  expand<A = Float32Array<ArrayBuffer>>(
    number: (value: R[keyof R]) => number,
    type?: KindIn<A>,
  ): FlatOver<S, FromArgument<A>>;
}

/** The value at a path: that of the rule above it, or else of the rest. A union where the compiler cannot tell. */
// `infer` holds the recursion back while the schema is open.
export type ValueAt<S, T extends AnyRuleTable, Rest, P extends string> =
  [S, T, P] extends [infer N, infer U extends AnyRuleTable, infer Q extends string] ?
    {} extends { [K in Q]: 0 } ? U['values'][keyof U['values']]
    : HasOpenPattern<AllPatterns<U>> extends true ? U['values'][keyof U['values']]
    : OwnerPath<N, Q, N> extends infer O extends string ?
      ValueOfNames<U['values'], NamesAt<U['patterns'], O>, NodeAt<N, Q>, Rest>
    : never
  : never;
type ValueOfNames<Values, K, N, Rest> =
  [K] extends [never] ?
    N extends readonly number[] ?
      Rest
    : Values[keyof Values]
  : Values[K & keyof Values];
