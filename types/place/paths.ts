import type { IndexOf } from '../schema/indices.ts';
import type { AnyTied, Inner, Keyed, Listed, Repeated, AnyScoped } from '../schema/markers.ts';
import type { Find, Found } from './place.ts';

/** Every path of a schema, leaves and subtrees. IndicesAs of repeats above 64 are `${number}`. */
export type Paths<S> = PathsAs<S, 'listed'>;
/** The same with `${number}` for every index that need not be one number. Few, however many blocks there are. */
export type PathPatterns<S> = PathsAs<S, 'listed' | 'open'>;
// `infer` holds the recursion back, as in `View`: so a path of an open schema is one of its patterns.
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
    Find<Root, N['.tied'], Root> extends Found<infer M, infer R, boolean> ?
      PathsBelow<M, As, R, Prefix>
    : never
  : N extends Repeated<infer K, infer S> ? PathsUnder<IndicesAs<K>[As], S, As, Root, Prefix>['paths']
  : N extends Listed<infer E> ? PathsOfTuple<E, As, Root, Prefix>
  : N extends Keyed<infer E> ? PathsOfField<E[number], As, Root, Prefix>
  : N extends AnyScoped ? PathsBelow<Inner<N>, As, Inner<N>, Prefix>
  : N extends readonly unknown[] ? PathsOfTuple<N, As, Root, Prefix>
  : { [K in keyof N & (string | number)]: PathsUnder<`${K}`, N[K], As, Root, Prefix>['paths'] }[keyof N &
      (string | number)];
// A member of an interface, and no alias: an error then lists the paths, and not the names of the types that they came from.
interface PathsUnder<Seg extends string, N, As extends keyof IndicesAs<number>, Root, Prefix extends string> {
  readonly paths: `${Prefix}${Seg}` | PathsBelow<N, As, Root, `${Prefix}${Seg}.`>;
}
type PathsOfField<F, As extends keyof IndicesAs<number>, Root, Prefix extends string> =
  F extends readonly [infer K extends string, infer S] ? PathsUnder<K, S, As, Root, Prefix>['paths'] : never;
type PathsOfTuple<E extends readonly unknown[], As extends keyof IndicesAs<number>, Root, Prefix extends string> =
  number extends E['length'] ? PathsUnder<`${number}`, E[number], As, Root, Prefix>['paths']
  : 'open' extends As ? PathsUnder<`${number}`, E[number], As, Root, Prefix>['paths']
  : { [I in keyof E & `${bigint}`]: PathsUnder<I, E[I], As, Root, Prefix>['paths'] }[keyof E & `${bigint}`];
interface IndicesAs<K extends number> {
  readonly listed: IndexOf<K>;
  readonly open: `${number}`;
}
