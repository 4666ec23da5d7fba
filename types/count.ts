import type { Ones, Tens } from './tally.ts';

/**
 * A non-negative integer as eight decimal digits in tally marks, the lowest first, and the higher digits as another count (`hi`)
 * or 0. A digit that is `string` is not known: it spreads through every sum and product it enters, so that what depends on a
 * dimension of type `number` ends as `number` and no step needs to ask.
 */
export interface Count<out A, out B, out C, out D, out E, out F, out G, out H, out Hi> {
  readonly 0: A; readonly 1: B; readonly 2: C; readonly 3: D; readonly 4: E; readonly 5: F; readonly 6: G; readonly 7: H;
  readonly hi: Hi;
}

/** What every count satisfies. */
export type AnyCount = Count<string, string, string, string, string, string, string, string, unknown>;

export type Zero = Count<'', '', '', '', '', '', '', '', 0>;
export type One = Count<'|', '', '', '', '', '', '', '', 0>;
export type Unknown = Count<string, string, string, string, string, string, string, string, 0>;

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
  [Tens[S7], A['hi'] | B['hi']] extends ['', 0] ? 0 : AddHigh<Tens[S7], [A['hi'], B['hi']]>>;

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
  [Tens[S7], A['hi'] | B['hi'] | C['hi'] | D['hi']] extends ['', 0] ? 0 : AddHigh<Tens[S7], [A['hi'], B['hi'], C['hi'], D['hi']]>>;

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
  [Tens[S7], A['hi'] | B['hi'] | C['hi'] | D['hi'] | E['hi'] | F['hi'] | G['hi'] | H['hi']] extends ['', 0] ? 0 : AddHigh<Tens[S7], [A['hi'], B['hi'], C['hi'], D['hi'], E['hi'], F['hi'], G['hi'], H['hi']]>>;

/** The part of a sum above eight digits. An unknown digit below makes it unknown too, and then it need not be added. */
type AddHigh<Carry extends string, Each extends readonly unknown[]> = string extends Carry
  ? 0
  : SumHigh<Each, Count<Carry, '', '', '', '', '', '', '', 0>>;
type SumHigh<T, Acc extends AnyCount> = T extends readonly [infer A, ...infer R]
  ? SumHigh<R, A extends AnyCount ? Add2<Acc, A> : Acc>
  : Acc;
