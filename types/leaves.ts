import type { AnyTied, HasSchema, Inner, Ordered, Repeat, Scope, Tuple } from './schema.ts';

export type Leaves<N, Prefix extends string = ''> = 0 extends 1 & N ? string
  : N extends readonly number[] ? `${Prefix}[${List<N>}]`
  : N extends AnyTied ? `${Prefix} = ${N['.tied']}`
  : N extends Repeat<infer K, infer S> ? Leaves<S, `${Prefix}.0-${K}`>
  : N extends Tuple<infer E> ? Each<E, Prefix>
  : N extends Ordered<infer E> ? Leaf<E[number], Prefix>
  : N extends Scope<unknown> | HasSchema<unknown> ? Leaves<Inner<N>, Prefix>
  : { [K in keyof N & (string | number)]: Leaves<N[K], Prefix extends '' ? `${K}` : `${Prefix}.${K}`> }[keyof N & (string | number)];
type Leaf<F, Prefix extends string> = F extends readonly [infer K extends string, infer S] ? Leaves<S, `${Prefix}.${K}`> : never;
type Each<E extends readonly unknown[], Prefix extends string> = { [I in keyof E & `${bigint}`]: Leaves<E[I], `${Prefix}.${I}`> }[keyof E & `${bigint}`];
type List<T> = T extends readonly [infer A extends number, ...infer R] ? R extends readonly [] ? `${A}` : `${A}, ${List<R>}` : '';
