// No twin in src: the run time has `slots`, and a list of all paths serves only to check and complete them in an
// editor.

import type { IndexOf } from '../schema/indices.ts';
import type { AnyTied, AnyAligned, Inner, Keyed, Listed, Repeated, AnyScoped } from '../schema/markers.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { FindPlace, FoundPlace } from './place.ts';

/** Every path of a schema, of leaves and subtrees. The indices of a repeat of more than 64 blocks are `${number}`. */
export type Paths<S> = PathsAs<S, 'listed'>;
/** The paths, and also the patterns that variable indices give, with `${number}` in place of an index. */
export type PathPatterns<S> = PathsAs<S, 'listed' | 'open'>;
// `infer` holds the recursion back while the schema is open. The compiler then compares `Paths` and `PathPatterns` of
// it by their arguments, and finds that each path is one of the patterns.
type PathsAs<S, As extends keyof IndicesAs<number>> =
  [S, As] extends [infer N, infer A extends keyof IndicesAs<number>] ?
    unknown extends N ?
      string
    : PathsBelow<N, A>
  : never;
type PathsBelow<N, As extends keyof IndicesAs<number>, Root = N, Prefix extends string = ''> =
  0 extends 1 & N ? string
  : N extends readonly number[] ? never
  : N extends AnyTied ?
    FindPlace<Root, N['.tied'], Root> extends FoundPlace<infer M, infer R, boolean> ?
      PathsBelow<M, As, R, Prefix>
    : never
  : N extends Repeated<infer K, infer S> ? PathsUnder<IndicesAs<K>[As], S, As, Root, Prefix>['paths']
  : N extends Listed<infer E> ? PathsOfTuple<E, As, Root, Prefix>
  : N extends Keyed<infer E> ? PathsOfField<E[number], As, Root, Prefix>
  : N extends AnyScoped ? PathsBelow<Inner<N>, As, Inner<N>, Prefix>
  : N extends AnyAligned ? PathsBelow<Unwrap<N>, As, Root, Prefix>
  : N extends readonly unknown[] ? PathsOfTuple<N, As, Root, Prefix>
  : { [K in keyof N & (string | number)]: PathsUnder<`${K}`, N[K], As, Root, Prefix>['paths'] }[keyof N &
      (string | number)];
// A member of an interface and not an alias, so that an error message lists the paths. With an alias, it would list the
// aliases by name.
interface PathsUnder<Seg extends string, N, As extends keyof IndicesAs<number>, Root, Prefix extends string> {
  readonly paths: `${Prefix}${Seg}` | PathsBelow<N, As, Root, `${Prefix}${Seg}.`>;
}
type PathsOfField<F, As extends keyof IndicesAs<number>, Root, Prefix extends string> =
  F extends readonly [infer K extends string, infer S] ? PathsUnder<K, S, As, Root, Prefix>['paths'] : never;
type PathsOfTuple<E extends readonly unknown[], As extends keyof IndicesAs<number>, Root, Prefix extends string> =
  number extends E['length'] ? PathsUnder<`${number}`, E[number], As, Root, Prefix>['paths']
  : 'open' extends As ? PathsUnder<`${number}`, E[number], As, Root, Prefix>['paths']
  : { [I in keyof E & `${bigint}`]: PathsUnder<I, E[I], As, Root, Prefix>['paths'] }[keyof E & `${bigint}`];
/** The path segments of the blocks of a repeat, in two forms. */
interface IndicesAs<K extends number> {
  readonly listed: IndexOf<K>;
  readonly open: `${number}`;
}
