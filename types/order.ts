/** The printable ASCII characters in code-unit order. */
type Alphabet =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~';

/** Whether key `A` comes before key `B` in code-unit order, as `<` on strings says at run time. */
export type Before<A extends string, B extends string> = B extends `${infer Y}${infer Rest}`
  ? A extends `${Y}${infer Same}`
    ? Before<Same, Rest>
    : A extends `${infer X}${string}`
      ? Alphabet extends `${string}${X}${string}${Y}${string}`
        ? true
        : false
      : true
  : false;

/** The keys of `K` that come before `To`, still a union. */
export type KeysBefore<K, To extends string> = K extends string | number
  ? Before<`${K}`, To> extends true
    ? K
    : never
  : never;

type Overloads<K> = (K extends unknown ? (f: () => K) => void : never) extends (f: infer F) => void ? F : never;

/**
 * The members of a union as a list, in no particular order: the compiler's order is not stable, so nothing may depend on it
 * (a sum does not). Four are taken at a time. Where fewer are left the compiler repeats the first or says `unknown`;
 * `unknown` then fills their places.
 */
export type ListOf<K, Acc extends readonly unknown[] = []> = [K] extends [never]
  ? Acc
  : Overloads<K> extends { (): infer A; (): infer B; (): infer C; (): infer D }
    ? ListOf<Exclude<K, A | B | C | D>, [...Acc, Unless<A, B>, Unless<B, C>, Unless<C, D>, D]>
    : Acc;
type Unless<A, B> = [A] extends [B] ? unknown : A;
