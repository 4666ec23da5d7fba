import type { Issue, MissingPath } from '../schema/issues.ts';
import type { AnyChild, Join } from '../schema/node.ts';
import type { ExplainMissing, Segments } from '../schema/path.ts';
import type { Find, Found, Settle } from './place.ts';
import type { SubIssue } from './sub.ts';

/**
 * The type of a parameter that takes a path: a path that exists, as it is; for any other, a sentence and beside it the paths that could
 * stand in its place, one segment further than what is right: these an editor offers. A plain `string` is looked up at run time.
 *
 * `P` is inferred from the first branch. The others are looked up by name in an interface, because into the branches of a conditional
 * type the compiler would try to infer and compute them; and for completions it would compare the interface's arguments, which `in out`
 * spares it.
 */
// While the path or the schema is a type parameter, the compiler decides by what the condition is for `any`. For `any` it is 'found', so the path is
// accepted, and the run time checks it.
export type PathIn<P extends string, L extends AnyPathParameter> =
  ([L['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? L[PathBranch<P>] : P;
// Distributive, so that its constraint is that for a plain `string`: else the compiler would look for one in `missing` too.
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
/** The paths of a schema. */
export interface PathParameter<in out S, in out P extends string> {
  readonly path: P;
  // The missing paths of a union. If there is one, the union is refused, and the sentence names it.
  readonly wrong: P extends unknown ?
    Find<S, P> extends never ?
      P
    : never
  : never;
  // `infer` bounds the type, so the compiler keeps a template literal as one while the schema is a type parameter.
  readonly missing: MissingPathIn<S, P> extends infer M extends Issue<unknown> | string ? M : never;
}
/** The paths of subtrees that can be layouts of their own. */
export interface SubPathParameter<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ?
    Find<S, P> extends never ? P
    : SubIssue<S, P> extends never ? never
    : P
  : never;
  readonly missing: MissingSubPath<S, P> extends infer M extends Issue<unknown> | string ? M : never;
}
type MissingPathIn<S, P extends string> =
  P extends unknown ?
    [Find<S, P>] extends [never] ?
      MissingPathBelow<Settle<S, S>, P>
    : never
  : never;
type MissingSubPath<S, P extends string> =
  P extends unknown ?
    [Find<S, P>] extends [never] ? MissingPathBelow<Settle<S, S>, P>
    : [SubIssue<S, P>] extends [never] ? never
    : Issue<SubIssue<S, P>>
  : never;

type MissingPathBelow<At, P extends string, Done extends string = ''> =
  At extends Found<infer N, infer Root, boolean> ?
    P extends `${infer Seg}.${infer Rest}` ?
      AnyChild<N, Seg> extends never ?
        MissingPath<ExplainMissing<N, Seg, Done>, Join<Done, Segments<N>>>
      : MissingPathBelow<Settle<AnyChild<N, Seg>, Root>, Rest, Join<Done, Seg>>
    : MissingPath<ExplainMissing<N, P, Done>, Join<Done, Segments<N>>>
  : never;
