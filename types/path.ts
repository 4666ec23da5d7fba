import type { Indices } from './indices.ts';
import type { Before } from './order.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, TiedTransposed, Tuple } from './schema.ts';

/**
 * Whether `I` is an index below `N`, or below each of several. Up to 64 it is looked up; else it must be digits without a leading zero,
 * compared by length and then digit by digit.
 */
export type IsIndex<I extends string, N extends number> = I extends `${bigint}`
  ? `${N}` extends infer K extends keyof Indices
    ? K extends unknown ? (I extends Indices[K] ? true : false) : never
    : I extends `-${string}` | `0${Digit}${string}` ? false : number extends N ? true : Lower<I, `${N}`>
  : false;
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
export type Lower<A extends string, B extends string, RestA extends string = A, RestB extends string = B> = RestA extends `${infer _}${infer X}`
  ? RestB extends `${infer _}${infer Y}` ? Lower<A, B, X, Y> : false
  : RestB extends '' ? Before<A, B> : true;

/** A child of a node by its path segment; `never` where there is none. A tie has no children of its own. */
export type Child<N, Seg extends string> = N extends readonly number[]
  ? never
  : N extends Marker
    ? N extends AnyTied
      ? never
      : N extends Repeat<infer K, infer S>
        ? IsIndex<Seg, K> extends true ? S : never
        : N extends Tuple<infer E>
          ? Element<E, Seg>
          : N extends Ordered<infer E>
            ? Field<E[number], Seg>
            : N extends Scope<unknown> | HasSchema<unknown>
              ? Child<Inner<N>, Seg>
              : never
    : N extends readonly unknown[]
      ? Element<N, Seg>
      : Seg extends keyof N
        ? N[Seg]
        : Seg extends `${infer I extends number}`
          ? I extends keyof N ? N[I] : never
          : never;
type Element<T extends readonly unknown[], Seg extends string> = number extends T['length']
  ? IsIndex<Seg, number> extends true ? T[number] : never
  : Seg extends keyof T & `${bigint}` ? T[Seg] : never;
type Field<F, Seg extends string> = F extends readonly [Seg, infer S] ? S : never;

/** What a path leads to: the node that owns the memory, the schema that its inner ties resolve in, and whether it is read transposed. */
export interface Found<out N, out Root, out Transposed> {
  readonly node: N;
  readonly root: Root;
  readonly transposed: Transposed;
}

/** Follows a path below `N`, and every tie and scope on the way; `never` where there is no such path. */
export type Find<N, P extends string, Root = N> = N extends AnyTied
  ? Find<Root, `${N['.tied']}.${P}`, Root>
  : N extends Scope<unknown> | HasSchema<unknown>
    ? Find<Inner<N>, P, Inner<N>>
    : P extends `${infer Seg}.${infer Rest}`
      ? Child<N, Seg> extends never ? never : Find<Child<N, Seg>, Rest, Root>
      : Child<N, P> extends never ? never : Settle<Child<N, P>, Root>;
/** Follows ties and scopes until storage. */
export type Settle<N, Root> = N extends AnyTied
  ? N extends TiedTransposed<infer P> ? TransposeOf<Find<Root, P, Root>> : Find<Root, N['.tied'], Root>
  : N extends Scope<unknown> | HasSchema<unknown> ? Settle<Inner<N>, Inner<N>> : Found<N, Root, false>;
type TransposeOf<F> = F extends Found<infer N, infer Root, false> ? Found<Reversed<N>, Root, true> : never;

/** A shape from its last dimension to its first. */
export type Reversed<S, Acc extends readonly unknown[] = readonly []> = S extends readonly [infer A, ...infer R] ? Reversed<R, readonly [A, ...Acc]> : Acc;

/** The node at a path, a leaf tied transposed with its shape reversed. `never` where there is no such path. */
export type NodeAt<S, P extends string> = Find<S, P> extends Found<infer N, infer _, boolean> ? N : never;

/** Every path of a schema, leaves and subtrees, in the order of the schema. Indices of repeats above 64 are `${number}`. */
export type Paths<N, Root = N, Prefix extends string = ''> = 0 extends 1 & N ? string
  : N extends readonly number[] ? never
  : N extends AnyTied ? (Find<Root, N['.tied'], Root> extends Found<infer M, infer R, boolean> ? Paths<M, R, Prefix> : never)
  : N extends Repeat<infer K, infer S> ? Under<IndexOf<K>, S, Root, Prefix>
  : N extends Tuple<infer E> ? PathsOfTuple<E, Root, Prefix>
  : N extends Ordered<infer E> ? PathsOfField<E[number], Root, Prefix>
  : N extends Scope<unknown> | HasSchema<unknown> ? Paths<Inner<N>, Inner<N>, Prefix>
  : N extends readonly unknown[] ? PathsOfTuple<N, Root, Prefix>
  : { [K in keyof N & (string | number)]: Under<`${K}`, N[K], Root, Prefix> }[keyof N & (string | number)];
type Under<Seg extends string, N, Root, Prefix extends string> = `${Prefix}${Seg}` | Paths<N, Root, `${Prefix}${Seg}.`>;
type PathsOfField<F, Root, Prefix extends string> = F extends readonly [infer K extends string, infer S] ? Under<K, S, Root, Prefix> : never;
type PathsOfTuple<E extends readonly unknown[], Root, Prefix extends string> = number extends E['length']
  ? Under<`${number}`, E[number], Root, Prefix>
  : { [I in keyof E & `${bigint}`]: Under<I, E[I], Root, Prefix> }[keyof E & `${bigint}`];
/** The indices of a repeat; of one of several counts those that all have. */
export type IndexOf<K extends number> = `${K}` extends keyof Indices ? string & keyof (K extends unknown ? Record<Indices[`${K}`], 0> : never) : `${number}`;
