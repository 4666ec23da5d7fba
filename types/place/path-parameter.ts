// No twin in src: the run time checks a path while it looks it up, in place.ts.

import type { Issue, MissingPath } from '../schema/issues.ts';
import type { AnyChild, Join } from '../schema/node.ts';
import type { ExplainMissing, Segments } from '../schema/path.ts';
import type { FindPlace, FoundPlace, SettlePlace } from './place.ts';
import type { SubIssue } from './sub.ts';

/**
 * The type of a parameter that takes a path. For a path that exists, it is the path. For any other, it is a sentence
 * together with the paths that exist one segment beyond the right part, which editors offer. A plain `string` is
 * accepted, and the run time looks it up.
 */
// The compiler infers `P` from the branch that is `P`. The other results are members of an interface: from branches of
// a conditional type the compiler would infer as well, and compute them for that. `in out` states the variance of the
// interface. Otherwise the compiler would measure it, by comparing all members, when an editor asks for completions.
//
// While the path or the schema is open, the compiler decides the condition as for `any`, for which it says 'found'. So
// the path is accepted, and the run time checks it.
export type PathIn<P extends string, L extends AnyPathParameter> =
  ([L['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? L[PathBranch<P>] : P;
// Distributive, so that for an open `P` the compiler takes the case of a plain `string`. Otherwise it would also look
// into `missing`.
type PathBranch<P extends string> =
  P extends unknown ?
    string extends P ?
      'path'
    : 'missing'
  : never;
interface AnyPathParameter {
  readonly path: unknown;
  readonly wrong: unknown;
  readonly missing: unknown;
}
/** The check of a path to any leaf or subtree of a schema. */
export interface PathParameter<in out S, in out P extends string> {
  readonly path: P;
  // Those members of a union of paths that do not exist. One is enough for an error, whose sentence names it.
  readonly wrong: P extends unknown ?
    FindPlace<S, P> extends never ?
      P
    : never
  : never;
  // `infer` gives the type a bound of strings. Without one, the compiler would widen a template literal to `string`
  // while the schema is open.
  readonly missing: MissingPathIn<S, P> extends infer M extends Issue<unknown> | string ? M : never;
}
/** The check of a path to a subtree that can be a layout of its own. */
export interface SubPathParameter<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ?
    FindPlace<S, P> extends never ? P
    : SubIssue<S, P> extends never ? never
    : P
  : never;
  readonly missing: MissingSubPath<S, P> extends infer M extends Issue<unknown> | string ? M : never;
}
type MissingPathIn<S, P extends string> =
  P extends unknown ?
    [FindPlace<S, P>] extends [never] ?
      MissingPathBelow<SettlePlace<S, S>, P>
    : never
  : never;
type MissingSubPath<S, P extends string> =
  P extends unknown ?
    [FindPlace<S, P>] extends [never] ? MissingPathBelow<SettlePlace<S, S>, P>
    : [SubIssue<S, P>] extends [never] ? never
    : Issue<SubIssue<S, P>>
  : never;

/** The sentence about the first segment of a path that does not exist, and the paths that exist in its place. */
type MissingPathBelow<At, P extends string, Done extends string = ''> =
  At extends FoundPlace<infer N, infer Root, boolean> ?
    P extends `${infer Seg}.${infer Rest}` ?
      AnyChild<N, Seg> extends never ?
        MissingPath<ExplainMissing<N, Seg, Done>, Join<Done, Segments<N>>>
      : MissingPathBelow<SettlePlace<AnyChild<N, Seg>, Root>, Rest, Join<Done, Seg>>
    : MissingPath<ExplainMissing<N, P, Done>, Join<Done, Segments<N>>>
  : never;
