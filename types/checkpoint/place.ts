import type { IndexOf } from '../schema/indices.ts';
import type { HasSchema } from '../schema/mark.ts';
import type { AnyTied, Inner, Ordered, Repeat, Scope, Shape, Tuple } from '../schema/markers.ts';

/** Leaves of one shape that own storage: their paths as a union. */
export interface Place<out Path extends string, out S extends Shape> {
  readonly path: Path;
  readonly shape: S;
}
/** The paths of places. */
export type PathsOf<P> = P extends Place<infer Path, Shape> ? Path : never;

/**
 * Every leaf that owns storage; ties own none. The leaves that one leaf of a repeat stands for are one place, so that there are as many
 * places as leaves in the schema. `Many` says what is named of repeats of more than 64: every index, or the pattern `${number}` for all.
 */
export type Places<N, Many extends keyof IndicesOf<number> = 'all', Prefix extends string = ''> =
  0 extends 1 & N ? Place<string, Shape>
  : N extends readonly number[] ? Place<Prefix, N>
  : N extends AnyTied ? never
  : N extends Repeat<infer K, infer S> ? Places<S, Many, Join<Prefix, IndicesOf<K>[Many]>>
  : N extends Tuple<infer E> ? PlacesOfList<E, Many, Prefix>
  : N extends Ordered<infer E> ? { [I in keyof E]: Places<E[I][1], Many, Join<Prefix, E[I][0]>> }[number]
  : N extends Scope<unknown> | HasSchema<unknown> ? Places<Inner<N>, Many, Prefix>
  : N extends readonly unknown[] ? PlacesOfList<N, Many, Prefix>
  : { [K in keyof N & (string | number)]-?: Places<N[K], Many, Join<Prefix, `${K}`>> }[keyof N & (string | number)];
type PlacesOfList<E extends readonly unknown[], Many extends keyof IndicesOf<number>, Prefix extends string> =
  number extends E['length'] ? Places<E[number], Many, Join<Prefix, `${number}`>>
  : { [I in keyof E & `${bigint}`]: Places<E[I], Many, Join<Prefix, I>> }[keyof E & `${bigint}`];
interface IndicesOf<K extends number> {
  readonly all: Indices<K>;
  readonly pattern: IndexOf<K>;
}
type Join<Prefix extends string, Seg extends string> = Prefix extends '' ? Seg : `${Prefix}.${Seg}`;

/** The indices below a number of at most four digits; a pattern for more, since a union would be too long. */
type Indices<K extends number> =
  number extends K ? `${number}`
  : `${K}` extends `${infer A}${infer B}${infer C}${infer D}${infer R}` ?
    R extends '' ?
      KeysOf<ListOf<`${A}${B}${C}${D}`>>
    : `${number}`
  : KeysOf<ListOf<`${K}`>>;
type KeysOf<T> = Exclude<keyof T, keyof []> & string;
/** A list as long as a decimal number says: ten times as long for each further digit. */
type ListOf<Digits extends string, Acc extends readonly 0[] = []> =
  Digits extends `${infer D extends keyof Few}${infer R}` ? ListOf<R, [...Ten<Acc>, ...Few[D]]> : Acc;
type Ten<T extends readonly 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];
interface Few {
  '0': [];
  '1': [0];
  '2': [0, 0];
  '3': [0, 0, 0];
  '4': [0, 0, 0, 0];
  '5': [0, 0, 0, 0, 0];
  '6': [0, 0, 0, 0, 0, 0];
  '7': [0, 0, 0, 0, 0, 0, 0];
  '8': [0, 0, 0, 0, 0, 0, 0, 0];
  '9': [0, 0, 0, 0, 0, 0, 0, 0, 0];
}
