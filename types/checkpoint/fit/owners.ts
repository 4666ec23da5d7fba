import type { IndexOf } from '../../schema/indices.ts';
import type { AnyScoped, AnyTied, AnyAligned, Inner, Keyed, Listed, Repeated, Shape } from '../../schema/markers.ts';
import type { Unwrap } from '../../schema/unwrap.ts';

/** Leaves of one shape that own storage, with their paths as a union. */
export interface OwnerGroup<out Path extends string, out S extends Shape> {
  readonly path: Path;
  readonly shape: S;
}
/** The paths of owner groups. */
export type PathsOf<P> = P extends OwnerGroup<infer Path, Shape> ? Path : never;

/**
 * All leaves that own storage; ties own none. The leaves of a repeat form one group for each leaf of its block, so
 * there are as many groups as leaves in the schema. `Many` selects the index of repeats of more than 64: every index,
 * or the pattern `${number}` for all.
 */
export type OwnersOf<N, Many extends keyof IndicesOf<number> = 'all', Prefix extends string = ''> =
  0 extends 1 & N ? OwnerGroup<string, Shape>
  : N extends readonly number[] ? OwnerGroup<Prefix, N>
  : N extends AnyTied ? never
  : N extends Repeated<infer K, infer S> ? OwnersOf<S, Many, JoinPath<Prefix, IndicesOf<K>[Many]>>
  : N extends Listed<infer E> ? OwnersOfList<E, Many, Prefix>
  : N extends Keyed<infer E> ? { [I in keyof E]: OwnersOf<E[I][1], Many, JoinPath<Prefix, E[I][0]>> }[number]
  : N extends AnyScoped ? OwnersOf<Inner<N>, Many, Prefix>
  : N extends AnyAligned ? OwnersOf<Unwrap<N>, Many, Prefix>
  : N extends readonly unknown[] ? OwnersOfList<N, Many, Prefix>
  : { [K in keyof N & (string | number)]-?: OwnersOf<N[K], Many, JoinPath<Prefix, `${K}`>> }[keyof N &
      (string | number)];
type OwnersOfList<E extends readonly unknown[], Many extends keyof IndicesOf<number>, Prefix extends string> =
  number extends E['length'] ? OwnersOf<E[number], Many, JoinPath<Prefix, `${number}`>>
  : { [I in keyof E & `${bigint}`]: OwnersOf<E[I], Many, JoinPath<Prefix, I>> }[keyof E & `${bigint}`];
interface IndicesOf<K extends number> {
  readonly all: Indices<K>;
  readonly pattern: IndexOf<K>;
}
type JoinPath<Prefix extends string, Seg extends string> = Prefix extends '' ? Seg : `${Prefix}.${Seg}`;

/**
 * The indices below a number of at most four digits. For a larger number a pattern, since the union would be too long.
 */
type Indices<K extends number> =
  number extends K ? `${number}`
  : `${K}` extends `${infer A}${infer B}${infer C}${infer D}${infer R}` ?
    R extends '' ?
      IndexKeys<ListOfLength<`${A}${B}${C}${D}`>>
    : `${number}`
  : IndexKeys<ListOfLength<`${K}`>>;
type IndexKeys<T> = Exclude<keyof T, keyof []> & string;
/** A list with the length of a decimal number: each further digit makes it ten times as long. */
type ListOfLength<Digits extends string, Acc extends readonly 0[] = []> =
  Digits extends `${infer D extends keyof DigitLists}${infer R}` ? ListOfLength<R, [...TenTimes<Acc>, ...DigitLists[D]]>
  : Acc;
type TenTimes<T extends readonly 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];
interface DigitLists {
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
