import type { Marks, Numeral, Ones, Tens } from './tally.ts';

/** Eight decimal digits in marks, the lowest first, and the higher ones (`hi`) or 0: 12345678 x 10^8 + … */
export type Count<A, B, C, D, E, F, G, H, Hi = 0> = { 0: A; 1: B; 2: C; 3: D; 4: E; 5: F; 6: G; 7: H; hi: Hi };

/** What every count satisfies. */
export type AnyCount = {
  0: string; 1: string; 2: string; 3: string; 4: string; 5: string; 6: string; 7: string;
  hi: unknown;
};

export type Zero = Count<'', '', '', '', '', '', '', ''>;
export type One = Count<'|', '', '', '', '', '', '', ''>;

/** The sum of 2 counts, column by column. */
// prettier-ignore
export type Add2<
  A extends AnyCount, B extends AnyCount,
  S0 extends string = `${A[0]}${B[0]}`,
  S1 extends string = `${Tens[S0]}${A[1]}${B[1]}`,
  S2 extends string = `${Tens[S1]}${A[2]}${B[2]}`,
  S3 extends string = `${Tens[S2]}${A[3]}${B[3]}`,
  S4 extends string = `${Tens[S3]}${A[4]}${B[4]}`,
  S5 extends string = `${Tens[S4]}${A[5]}${B[5]}`,
  S6 extends string = `${Tens[S5]}${A[6]}${B[6]}`,
  S7 extends string = `${Tens[S6]}${A[7]}${B[7]}`,
> = Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7],
  AddHigh<Tens[S7], A['hi'] | B['hi'], [A['hi'], B['hi']]>>;

/** The sum of 4 counts, column by column. */
// prettier-ignore
export type Add4<
  A extends AnyCount, B extends AnyCount, C extends AnyCount, D extends AnyCount,
  S0 extends string = `${A[0]}${B[0]}${C[0]}${D[0]}`,
  S1 extends string = `${Tens[S0]}${A[1]}${B[1]}${C[1]}${D[1]}`,
  S2 extends string = `${Tens[S1]}${A[2]}${B[2]}${C[2]}${D[2]}`,
  S3 extends string = `${Tens[S2]}${A[3]}${B[3]}${C[3]}${D[3]}`,
  S4 extends string = `${Tens[S3]}${A[4]}${B[4]}${C[4]}${D[4]}`,
  S5 extends string = `${Tens[S4]}${A[5]}${B[5]}${C[5]}${D[5]}`,
  S6 extends string = `${Tens[S5]}${A[6]}${B[6]}${C[6]}${D[6]}`,
  S7 extends string = `${Tens[S6]}${A[7]}${B[7]}${C[7]}${D[7]}`,
> = Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7],
  AddHigh<Tens[S7], A['hi'] | B['hi'] | C['hi'] | D['hi'], [A['hi'], B['hi'], C['hi'], D['hi']]>>;

/** The sum of 8 counts, column by column. */
// prettier-ignore
export type Add8<
  A extends AnyCount, B extends AnyCount, C extends AnyCount, D extends AnyCount, E extends AnyCount, F extends AnyCount, G extends AnyCount, H extends AnyCount,
  S0 extends string = `${A[0]}${B[0]}${C[0]}${D[0]}${E[0]}${F[0]}${G[0]}${H[0]}`,
  S1 extends string = `${Tens[S0]}${A[1]}${B[1]}${C[1]}${D[1]}${E[1]}${F[1]}${G[1]}${H[1]}`,
  S2 extends string = `${Tens[S1]}${A[2]}${B[2]}${C[2]}${D[2]}${E[2]}${F[2]}${G[2]}${H[2]}`,
  S3 extends string = `${Tens[S2]}${A[3]}${B[3]}${C[3]}${D[3]}${E[3]}${F[3]}${G[3]}${H[3]}`,
  S4 extends string = `${Tens[S3]}${A[4]}${B[4]}${C[4]}${D[4]}${E[4]}${F[4]}${G[4]}${H[4]}`,
  S5 extends string = `${Tens[S4]}${A[5]}${B[5]}${C[5]}${D[5]}${E[5]}${F[5]}${G[5]}${H[5]}`,
  S6 extends string = `${Tens[S5]}${A[6]}${B[6]}${C[6]}${D[6]}${E[6]}${F[6]}${G[6]}${H[6]}`,
  S7 extends string = `${Tens[S6]}${A[7]}${B[7]}${C[7]}${D[7]}${E[7]}${F[7]}${G[7]}${H[7]}`,
> = Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7],
  AddHigh<Tens[S7], A['hi'] | B['hi'] | C['hi'] | D['hi'] | E['hi'] | F['hi'] | G['hi'] | H['hi'], [A['hi'], B['hi'], C['hi'], D['hi'], E['hi'], F['hi'], G['hi'], H['hi']]>>;

/** The part of a sum above eight digits; nearly always 0, and then decided in one step. */
type AddHigh<Carry extends string, Any, Each extends readonly unknown[]> = [Carry, Any] extends ['', 0]
  ? 0
  : SumHigh<Each, Count<Carry, '', '', '', '', '', '', ''>>;
type SumHigh<T extends readonly unknown[], Acc extends AnyCount> = T extends readonly [
  infer A,
  ...infer R,
]
  ? SumHigh<R, A extends AnyCount ? Add2<Acc, A> : Acc>
  : Acc;

/** The sum of a list of counts; `number` as soon as one of them is. */
export type Sum<T extends readonly unknown[]> = number extends T[number]
  ? number
  : T extends readonly AnyCount[]
    ? Total<T>
    : never;
type Total<T extends readonly AnyCount[]> = T extends readonly [
  AnyCount, AnyCount, AnyCount, AnyCount, AnyCount, AnyCount, AnyCount, AnyCount,
  ...infer R extends readonly AnyCount[],
]
  ? Total<[Add8<T[0], T[1], T[2], T[3], T[4], T[5], T[6], T[7]>, ...R]>
  : T extends readonly [AnyCount, AnyCount, AnyCount, AnyCount, ...infer R extends readonly AnyCount[]]
    ? Total<[Add4<T[0], T[1], T[2], T[3]>, ...R]>
    : T extends readonly [AnyCount, AnyCount, ...infer R extends readonly AnyCount[]]
      ? Total<[Add2<T[0], T[1]>, ...R]>
      : T extends readonly [AnyCount]
        ? T[0]
        : Zero;

/** The digits of a non-negative integer's decimal string, lowest first; `number` for anything else. */
export type DigitsOf<S extends string, Acc extends readonly string[] = []> = S extends `${infer D}${infer R}`
  ? D extends NumeralChar
    ? DigitsOf<R, [Marks[D], ...Acc]>
    : number
  : Acc;
type NumeralChar = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

// A type of its own: written in place, TypeScript 5.9 follows the bound of `hi` without end where the count is still generic.
type High<H> = H extends AnyCount ? Text<H> : '';
type Text<C extends AnyCount> =
  `${High<C['hi']>}${Numeral[C[7]]}${Numeral[C[6]]}${Numeral[C[5]]}${Numeral[C[4]]}${Numeral[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
type Strip<S extends string> = S extends `0000${infer R}` ? Strip<R> : S extends `0${infer R}` ? Strip<R> : S;

/** A count's decimal string without leading zeros. */
export type TextOf<C extends AnyCount> = Strip<Text<C>> extends infer S extends string ? (S extends '' ? '0' : S) : never;

/** A count as a number literal; `number` stays `number`. */
export type ToNumber<C> = C extends AnyCount ? (TextOf<C> extends `${infer N extends number}` ? N : number) : number;
