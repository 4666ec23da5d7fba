import type { IndicesBelow } from './indices.ts';
import type { Before } from './order.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, TiedTransposed, Tuple } from './schema.ts';

/**
 * Whether `I` is an index below `N`, or below each of several. Up to 64 it is looked up; else it must be digits without a leading zero,
 * compared by length and then digit by digit. To the compiler `0x1` is an integer as well.
 */
export type IsIndex<I extends string, N extends number> =
  `${N}` extends infer K extends keyof IndicesBelow ?
    K extends unknown ?
      I extends IndicesBelow[K] ?
        true
      : false
    : never
  : I extends `${bigint}` ?
    I extends `-${string}` | `0${infer _}${string}` ? false
    : number extends N ? true
    : IsLowerNumber<I, `${N}`>
  : false;
export type IsLowerNumber<A extends string, B extends string, RestA extends string = A, RestB extends string = B> =
  RestA extends `${infer _}${infer X}` ?
    RestB extends `${infer _}${infer Y}` ?
      IsLowerNumber<A, B, X, Y>
    : false
  : RestB extends '' ? Before<A, B>
  : true;

/** A child of a node by its path segment; `never` where there is none. A tie has no children of its own. */
export type Child<N, Seg extends string> =
  N extends readonly unknown[] ?
    N extends readonly number[] ?
      never
    : ItemOf<N, Seg>
  : N extends Marker ?
    N extends AnyTied ? never
    : N extends Repeat<infer K, infer S> ?
      IsIndex<Seg, K> extends true ?
        S
      : never
    : N extends Tuple<infer E> ? ItemOf<E, Seg>
    : N extends Ordered<infer E> ? FieldOf<E[number], Seg>
    : N extends Scope<unknown> | HasSchema<unknown> ? Child<Inner<N>, Seg>
    : never
  : Seg extends keyof N ? N[Seg]
  : Seg extends `${infer I extends number}` ?
    I extends keyof N ?
      N[I]
    : never
  : never;
type ItemOf<T extends readonly unknown[], Seg extends string> =
  number extends T['length'] ?
    IsIndex<Seg, number> extends true ?
      T[number]
    : never
  : Seg extends keyof T & `${bigint}` ? T[Seg]
  : never;
type FieldOf<F, Seg extends string> = F extends readonly [Seg, infer S] ? S : never;

/** The children of a node as a union, where a segment is only known as a number. */
export type OpenChild<N, Seg extends string> =
  `${number}` extends Seg ? NumberedChildren<N>
  : `${bigint}` extends Seg ? NumberedChildren<N>
  : never;
type NumberedChildren<N> =
  N extends readonly number[] ? never
  : N extends Repeat<infer K, infer S> ?
    K extends 0 ?
      never
    : S
  : N extends Tuple<infer E> ? E[number]
  : N extends Ordered<infer E> ? FieldOf<E[number], `${number}`>
  : N extends Marker ? never
  : N extends readonly unknown[] ? N[number]
  : { [K in keyof N]: `${K & (string | number)}` extends `${number}` ? N[K] : never }[keyof N];

/** The child of a node; of an open index, the children that it may be. */
export type AnyChild<N, Seg extends string> = Child<N, Seg> extends never ? OpenChild<N, Seg> : Child<N, Seg>;

/** What a path leads to: the node that owns the memory, the schema that its inner ties resolve in, and whether it is read transposed. */
export interface Found<out N, out Root, out Transposed> {
  readonly node: N;
  readonly root: Root;
  readonly transposed: Transposed;
}

/** What a path leads to where the schema is `any` or unknown, or where a segment may be any text. */
type FoundAnything = Found<unknown, unknown, false>;

/** Follows a path below `N`, and every tie and scope on the way; `never` where there is no such path. */
export type Find<N, P extends string, Root = N> =
  N extends AnyTied | Scope<unknown> | HasSchema<unknown> ? FindThrough<N, P, Root>
  : P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      FindOpen<N, Seg, Rest, Root>
    : Find<Child<N, Seg>, Rest, Root>
  : Child<N, P> extends never ? SettleOpen<N, P, Root>
  : Settle<Child<N, P>, Root>;
type FindThrough<N, P extends string, Root> =
  N extends AnyTied ?
    0 extends 1 & N ?
      FoundAnything
    : Find<Root, `${N['.tied']}.${P}`, Root>
  : Find<Inner<N>, P, Inner<N>>;
/** The same below a segment that is only known as a number: whatever it may lead to. Below one that may be any text, nothing is known. */
type FindOpen<N, Seg extends string, Rest extends string, Root> =
  unknown extends N ? FoundAnything
  : string extends Seg ? FoundAnything
  : Find<OpenChild<N, Seg>, Rest, Root>;
type SettleOpen<N, Seg extends string, Root> =
  unknown extends N ? FoundAnything
  : string extends Seg ? FoundAnything
  : Settle<OpenChild<N, Seg>, Root>;
/** Follows ties and scopes until storage. */
export type Settle<N, Root> =
  N extends AnyTied | Scope<unknown> | HasSchema<unknown> ? SettleThrough<N, Root> : Found<N, Root, false>;
type SettleThrough<N, Root> =
  N extends AnyTied ?
    0 extends 1 & N ? FoundAnything
    : N extends TiedTransposed<infer P> ? TransposeOf<Find<Root, P, Root>>
    : Find<Root, N['.tied'], Root>
  : Settle<Inner<N>, Inner<N>>;
type TransposeOf<F> = F extends Found<infer N, infer Root, false> ? Found<Reversed<N>, Root, true> : never;

/** A shape from its last dimension to its first. */
export type Reversed<S, Acc extends readonly unknown[] = readonly []> =
  S extends readonly [infer A, ...infer R] ? Reversed<R, readonly [A, ...Acc]> : Acc;

/** The node at a path, a leaf tied transposed with its shape reversed. `never` where there is no such path. */
export type NodeAt<S, P extends string> = Find<S, P> extends Found<infer N, infer _, boolean> ? N : never;

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
  : N extends Repeat<infer K, infer S> ? PathsUnder<IndicesAs<K>[As], S, As, Root, Prefix>['paths']
  : N extends Tuple<infer E> ? PathsOfTuple<E, As, Root, Prefix>
  : N extends Ordered<infer E> ? PathsOfField<E[number], As, Root, Prefix>
  : N extends Scope<unknown> | HasSchema<unknown> ? PathsBelow<Inner<N>, As, Inner<N>, Prefix>
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
/** The indices of a repeat; of one of several counts those that all have. */
export type IndexOf<K extends number> =
  `${K}` extends infer T extends keyof IndicesBelow ?
    string & keyof (T extends unknown ? Record<IndicesBelow[T], 0> : never)
  : `${number}`;
