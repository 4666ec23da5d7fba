// No twin in src: at run time the first issue is simply the first of a list.
import type { FirstInOrder } from '../../schema/order.ts';

/**
 * The first of a union of names in the layout's order: segment by segment, indices before keys and as numbers, keys in
 * code-unit order. No name is compared with all others: each step looks at the next segment or character of the names
 * that are left.
 */
export type FirstName<Names extends string, Prefix extends string = ''> =
  FirstSegment<Segment<Names, Prefix>> extends infer Seg extends string ?
    `${Prefix}${Seg}` extends Names ?
      `${Prefix}${Seg}`
    : FirstName<Extract<Names, `${Prefix}${Seg}.${string}`>, `${Prefix}${Seg}.`>
  : never;
type Segment<N, Prefix extends string> =
  N extends `${Prefix}${infer Rest}` ?
    Rest extends `${infer Seg}.${string}` ?
      Seg
    : Rest
  : never;
type FirstSegment<Seg extends string> =
  [Extract<Seg, `${bigint}`>] extends [never] ? FirstKey<Seg> : FirstIndex<Extract<Seg, `${bigint}`>>;

/** The lowest index: the first of the shortest. A pattern such as `${number}` has no length and comes last. */
type FirstIndex<I extends string, Length extends readonly 0[] = [0]> =
  [OfLength<I, Length>] extends [never] ?
    Length extends { readonly length: 17 } ?
      I
    : FirstIndex<I, [...Length, 0]>
  : FirstKey<OfLength<I, Length>>;
type OfLength<I, Length> =
  I extends string ?
    Chars<I> extends Length ?
      I
    : never
  : never;
type Chars<S extends string, Count extends readonly 0[] = []> =
  S extends `${infer _}${infer R}` ? Chars<R, [...Count, 0]> : Count;

/** The first key, found character by character. */
type FirstKey<K extends string, Start extends string = ''> =
  Start extends K ? Start
  : FirstKey<
      Extract<K, `${Start}${FirstInOrder<NextChar<K, Start>>}${string}`>,
      `${Start}${FirstInOrder<NextChar<K, Start>>}`
    >;
type NextChar<K, Start extends string> = K extends `${Start}${infer C}${string}` ? C : never;
