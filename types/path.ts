import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';

/** Whether `I` is an index below `N`: plain digits, compared by length and then digit by digit. */
export type IsIndex<I extends string, N extends number> = I extends `${bigint}`
  ? I extends `-${string}` | `0${infer _}${infer _}` | `+${string}`
    ? I extends '0' ? Lower<I, `${N}`> : false
    : number extends N
      ? true
      : Lower<I, `${N}`>
  : false;
type Lower<A extends string, B extends string> = Shorter<A, B> extends infer R
  ? R extends 'equal'
    ? Smaller<A, B>
    : R
  : never;
type Shorter<A extends string, B extends string> = A extends `${string}${infer X}`
  ? A extends '' ? (B extends '' ? 'equal' : true)
  : B extends '' ? false
  : B extends `${infer _}${infer Y}` ? Shorter<X, Y> : never
  : B extends '' ? 'equal' : true;
type Smaller<A extends string, B extends string> = A extends `${infer X}${infer Xs}`
  ? B extends `${infer Y}${infer Ys}`
    ? X extends Y
      ? Smaller<Xs, Ys>
      : '0123456789' extends `${string}${X}${string}${Y}${string}` ? true : false
    : false
  : false;

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
            ? Field<E, Seg>
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
  ? Seg extends `${bigint}` ? T[number] : never
  : Seg extends keyof T & `${bigint}` ? T[Seg] : never;
type Field<E extends readonly (readonly [string, unknown])[], Seg extends string> = {
  [I in keyof E]: E[I][0] extends Seg ? E[I][1] : never;
}[number];

/**
 * The node at a path below `N`. Ties on the way and at the end are followed, each in the scope it stands in; `Root` is the
 * scope's schema. `never` where there is no such path.
 */
export type NodeAt<N, P extends string, Root = N> = N extends AnyTied
  ? P extends ''
    ? NodeAt<Root, N['.tied'], Root>
    : NodeAt<Root, `${N['.tied']}.${P}`, Root>
  : N extends Scope<unknown> | HasSchema<unknown>
    ? NodeAt<Inner<N>, P, Inner<N>>
    : P extends ''
      ? N
      : P extends `${infer Seg}.${infer Rest}`
        ? [Child<N, Seg>] extends [never] ? never : NodeAt<Child<N, Seg>, Rest, Root>
        : [Child<N, P>] extends [never] ? never : NodeAt<Child<N, P>, '', Root>;

/** Every path of a schema, leaves and subtrees. Indices of repeats above 64 are `${number}`. */
export type Paths<N, Prefix extends string = ''> = 0 extends 1 & N ? string
  : N extends readonly number[] ? never
  : N extends AnyTied ? never
  : N extends Repeat<infer K, infer S> ? Under<IndexOf<K>, S, Prefix>
  : N extends Tuple<infer E> ? PathsOfTuple<E, Prefix>
  : N extends Ordered<infer E> ? { [I in keyof E]: Under<E[I][0], E[I][1], Prefix> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ? Paths<Inner<N>, Prefix>
  : N extends readonly unknown[] ? PathsOfTuple<N, Prefix>
  : { [K in keyof N & (string | number)]: Under<`${K}`, N[K], Prefix> }[keyof N & (string | number)];
type Under<Seg extends string, N, Prefix extends string> = `${Prefix}${Seg}` | Paths<N, `${Prefix}${Seg}.`>;
type PathsOfTuple<E extends readonly unknown[], Prefix extends string> = {
  [I in keyof E & `${bigint}`]: Under<I, E[I], Prefix>;
}[keyof E & `${bigint}`];
type IndexOf<K extends number> = number extends K
  ? `${number}`
  : IsIndex<`${K}`, 65> extends true ? Exclude<keyof TupleOf<K>, keyof []> & string : `${number}`;
type TupleOf<N extends number, T extends readonly unknown[] = []> = T['length'] extends N ? T : TupleOf<N, [...T, 0]>;
