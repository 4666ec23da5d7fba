import type { AnyChild, Find, Found, Settle } from './path.ts';
import type { NoPath, Refused } from './refusal.ts';
import type { Segments } from './segments.ts';
import type { SubFlaw } from './sub.ts';
import type { Join, NoSuch } from './tie.ts';

/**
 * The type of a parameter that takes a path: a path that exists, as it is; for any other, a sentence and beside it the paths that could
 * stand in its place, one segment further than what is right: these an editor offers. A plain `string` is looked up at run time.
 *
 * `P` is inferred from the first branch. The others are looked up by name in an interface, because into the branches of a conditional
 * type the compiler would try to infer and compute them; and for completions it would compare the interface's arguments, which `in out`
 * spares it.
 */
// Where the path or the schema is still a type parameter, the compiler asks what the condition could be if every type parameter were `any`. So
// asked it is 'found', and the path passes: it is looked up at run time.
export type PathIn<P extends string, L extends AnyLookup> = ([L['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? L[PathBranch<P>] : P;
// Distributive, so that its constraint is that for a plain `string`: else the compiler would look for one in `missing` too.
type PathBranch<P extends string> = P extends unknown ? (string extends P ? 'path' : 'missing') : never;
interface AnyLookup {
  readonly path: unknown;
  readonly wrong: unknown;
  readonly missing: unknown;
}
/** The paths of a schema. */
export interface Lookup<in out S, in out P extends string> {
  readonly path: P;
  // Of a union of paths those that are missing: one is enough to refuse it, and is the one that is named.
  readonly wrong: P extends unknown ? (Find<S, P> extends never ? P : never) : never;
  // `infer` says that this is a string or a sentence: so a template literal stays one where the schema is still open.
  readonly missing: MissingIn<S, P> extends infer M extends Refused<unknown> | string ? M : never;
}
/** The paths of subtrees that can be layouts of their own. */
export interface SubLookup<in out S, in out P extends string> {
  readonly path: P;
  readonly wrong: P extends unknown ? (Find<S, P> extends never ? P : SubFlaw<S, P> extends never ? never : P) : never;
  readonly missing: MissingSub<S, P> extends infer M extends Refused<unknown> | string ? M : never;
}
type MissingIn<S, P extends string> = P extends unknown ? ([Find<S, P>] extends [never] ? Missing<Settle<S, S>, P> : never) : never;
type MissingSub<S, P extends string> = P extends unknown
  ? [Find<S, P>] extends [never] ? Missing<Settle<S, S>, P> : [SubFlaw<S, P>] extends [never] ? never : Refused<SubFlaw<S, P>>
  : never;

type Missing<At, P extends string, Done extends string = ''> =
  At extends Found<infer N, infer Root, boolean>
    ? P extends `${infer Seg}.${infer Rest}`
      ? AnyChild<N, Seg> extends never ? NoPath<NoSuch<N, Seg, Done>, Join<Done, Segments<N>>> : Missing<Settle<AnyChild<N, Seg>, Root>, Rest, Join<Done, Seg>>
      : NoPath<NoSuch<N, P, Done>, Join<Done, Segments<N>>>
    : never;
