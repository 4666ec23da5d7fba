import type { FromArgument } from '../array/kind.ts';
import type { PatternsOf } from '../place/pattern.ts';
import type { PathIn, PathParameter } from '../place/path-parameter.ts';
import type { FlatOver } from '../view/flat.ts';
import type { KindIn } from '../view/source.ts';
import type { Assignment, ValueAt } from './assignment.ts';
import type { RestIn } from './rest.ts';
import type { RuleTable } from './rules.ts';
import type { SelectionIn } from './selection.ts';

/** The names of the groups that stand for the rest. */
type RestGroup<S, G> = { [K in keyof G]: G[K] extends RestIn<S> ? K : never }[keyof G];

/** The groups as a table of rules: the value of each group is its name. */
export type TableOfGroups<S, G> = RuleTable<
  { readonly [K in Exclude<keyof G, RestGroup<S, G>>]: PatternsOf<G[K]> },
  { readonly [K in keyof G]: K },
  [RestGroup<S, G>] extends [never] ? false : true
>;

/** The result of `groups` for the groups `G`, on a layout of schema `S`. */
export interface GroupsIn<in out S, in out G> extends Assignment<keyof G & string> {
  /** One selection for each group, by its name. */
  readonly selections: { readonly [K in keyof G]: GroupSelection<S, G, K> };
  /**
   * The group of a leaf; for a tie, the group of its owner. For a subtree, the group that all its leaves are in.
   *
   * @throws RangeError for an unknown path, and for a subtree in several groups or without leaves
   */
  of<const P extends string>(path: PathIn<P, PathParameter<S, P>>): ValueAt<S, TableOfGroups<S, G>, RestGroup<S, G>, P>;
  /** A new flat array with one number for each group; 0 in pads. It is a `Float32Array` or of the given kind. */
  expand<A = Float32Array<ArrayBuffer>>(
    number: (group: keyof G & string) => number,
    type?: KindIn<A>,
  ): FlatOver<S, FromArgument<A>>;
}
type GroupSelection<S, G, K extends keyof G> =
  G[K] extends RestIn<S> ? SelectionIn<S, '**', PatternsOf<G[Exclude<keyof G, K>]>>
  : SelectionIn<S, PatternsOf<G[K]>, never>;
