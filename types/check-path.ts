import type { Child, Find, Found, Settle } from './path.ts';
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
export type PathIn<P extends string, L extends AnyLookup> = string extends P ? P : L[Verdict<P, L>];
// Distributive, so that its constraint is that for a plain `string`: else the compiler would look for one in `missing` too.
type Verdict<P extends string, L extends AnyLookup> = P extends unknown ? (string extends P ? 'path' : [L['found']] extends [never] ? 'missing' : 'path') : never;
interface AnyLookup {
  readonly path: unknown;
  readonly found: unknown;
  readonly missing: unknown;
}
/** The paths of a schema. */
export interface Lookup<in out S, in out P extends string> {
  readonly path: P;
  readonly found: unknown extends S ? unknown : Find<S, P>;
  readonly missing: Missing<Settle<S, S>, P>;
}
/** The paths of subtrees that can be layouts of their own. */
export interface SubLookup<in out S, in out P extends string> {
  readonly path: P;
  readonly found: unknown extends S ? unknown : [SubFlaw<S, P>] extends [never] ? Find<S, P> : never;
  readonly missing: [Find<S, P>] extends [never] ? Missing<Settle<S, S>, P> : Refused<SubFlaw<S, P>>;
}

type Missing<At, P extends string, Done extends string = ''> =
  At extends Found<infer N, infer Root, boolean>
    ? P extends `${infer Seg}.${infer Rest}`
      ? Child<N, Seg> extends never ? NoPath<NoSuch<N, Seg, Done>, Join<Done, Segments<N>>> : Missing<Settle<Child<N, Seg>, Root>, Rest, Join<Done, Seg>>
      : NoPath<NoSuch<N, P, Done>, Join<Done, Segments<N>>>
    : never;
