import type { Add2, AnyCount, Count, One, Unknown } from './count.ts';
import type { CountOfDim } from './number.ts';
import type { Ones, Row, Tens, TimesOnes, TimesTens } from './tally.ts';

/** The lowest four digits of a count, and all of a number below ten thousand. */
type Four = { 0: string; 1: string; 2: string; 3: string };
type Eight = { 0: string; 1: string; 2: string; 3: string; 4: string; 5: string; 6: string; 7: string };

/** Four digits times four: long multiplication with one template literal a column. */
// prettier-ignore
type Times4<
  A extends Four, B extends Four,
  B0 extends string = B[0], B1 extends string = B[1], B2 extends string = B[2], B3 extends string = B[3],
  O0 extends Row = TimesOnes[A[0]], T0 extends Row = TimesTens[A[0]],
  O1 extends Row = TimesOnes[A[1]], T1 extends Row = TimesTens[A[1]],
  O2 extends Row = TimesOnes[A[2]], T2 extends Row = TimesTens[A[2]],
  O3 extends Row = TimesOnes[A[3]], T3 extends Row = TimesTens[A[3]],
  S0 extends string = O0[B0],
  S1 extends string = `${O0[B1]}${O1[B0]}${T0[B0]}`,
  S2 extends string = `${Tens[S1]}${O0[B2]}${O1[B1]}${O2[B0]}${T0[B1]}${T1[B0]}`,
  S3 extends string = `${Tens[S2]}${O0[B3]}${O1[B2]}${O2[B1]}${O3[B0]}${T0[B2]}${T1[B1]}${T2[B0]}`,
  S4 extends string = `${Tens[S3]}${O1[B3]}${O2[B2]}${O3[B1]}${T0[B3]}${T1[B2]}${T2[B1]}${T3[B0]}`,
  S5 extends string = `${Tens[S4]}${O2[B3]}${O3[B2]}${T1[B3]}${T2[B2]}${T3[B1]}`,
  S6 extends string = `${Tens[S5]}${O3[B3]}${T2[B3]}${T3[B2]}`,
> = Count<S0, Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], `${Tens[S6]}${T3[B3]}`, 0>;

/** Eight digits times four. */
// prettier-ignore
type Times8<
  A extends Eight, B extends Four,
  B0 extends string = B[0], B1 extends string = B[1], B2 extends string = B[2], B3 extends string = B[3],
  O0 extends Row = TimesOnes[A[0]], T0 extends Row = TimesTens[A[0]],
  O1 extends Row = TimesOnes[A[1]], T1 extends Row = TimesTens[A[1]],
  O2 extends Row = TimesOnes[A[2]], T2 extends Row = TimesTens[A[2]],
  O3 extends Row = TimesOnes[A[3]], T3 extends Row = TimesTens[A[3]],
  O4 extends Row = TimesOnes[A[4]], T4 extends Row = TimesTens[A[4]],
  O5 extends Row = TimesOnes[A[5]], T5 extends Row = TimesTens[A[5]],
  O6 extends Row = TimesOnes[A[6]], T6 extends Row = TimesTens[A[6]],
  O7 extends Row = TimesOnes[A[7]], T7 extends Row = TimesTens[A[7]],
  S0 extends string = O0[B0],
  S1 extends string = `${O0[B1]}${O1[B0]}${T0[B0]}`,
  S2 extends string = `${Tens[S1]}${O0[B2]}${O1[B1]}${O2[B0]}${T0[B1]}${T1[B0]}`,
  S3 extends string = `${Tens[S2]}${O0[B3]}${O1[B2]}${O2[B1]}${O3[B0]}${T0[B2]}${T1[B1]}${T2[B0]}`,
  S4 extends string = `${Tens[S3]}${O1[B3]}${O2[B2]}${O3[B1]}${O4[B0]}${T0[B3]}${T1[B2]}${T2[B1]}${T3[B0]}`,
  S5 extends string = `${Tens[S4]}${O2[B3]}${O3[B2]}${O4[B1]}${O5[B0]}${T1[B3]}${T2[B2]}${T3[B1]}${T4[B0]}`,
  S6 extends string = `${Tens[S5]}${O3[B3]}${O4[B2]}${O5[B1]}${O6[B0]}${T2[B3]}${T3[B2]}${T4[B1]}${T5[B0]}`,
  S7 extends string = `${Tens[S6]}${O4[B3]}${O5[B2]}${O6[B1]}${O7[B0]}${T3[B3]}${T4[B2]}${T5[B1]}${T6[B0]}`,
  S8 extends string = `${Tens[S7]}${O5[B3]}${O6[B2]}${O7[B1]}${T4[B3]}${T5[B2]}${T6[B1]}${T7[B0]}`,
  S9 extends string = `${Tens[S8]}${O6[B3]}${O7[B2]}${T5[B3]}${T6[B2]}${T7[B1]}`,
  S10 extends string = `${Tens[S9]}${O7[B3]}${T6[B3]}${T7[B2]}`,
> = Count<S0, Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7],
  High<Ones[S8], Ones[S9], Ones[S10], `${Tens[S10]}${T7[B3]}`>>;
type High<A, B, C, D> = [A, B, C, D] extends ['', '', '', ''] ? 0 : Count<A, B, C, D, '', '', '', '', 0>;

/** The product of two counts. Nearly always one is below ten thousand and the other below 10^8: those are done in one go. */
export type Product<A extends AnyCount, B extends AnyCount> = [B[4], B[5], B[6], B[7], B['hi'], A['hi']] extends ['', '', '', '', 0, 0]
  ? [A[4], A[5], A[6], A[7]] extends ['', '', '', ''] ? Times4<A, B> : Times8<A, B>
  : [A[4], A[5], A[6], A[7], A['hi'], B['hi']] extends ['', '', '', '', 0, 0]
    ? Times8<B, A>
    : string extends A[0] | B[0] ? Unknown : Long<A, B>;

/** Horner's rule on groups of four digits: A x B = A x (the lowest four digits of B) + 10^4 x A x (the others). */
type Long<A extends AnyCount, B extends AnyCount> = Others<B> extends infer R extends AnyCount
  ? Add2<Scale<A, B>, Shift<Long<A, R>>>
  : Scale<A, B>;
type Scale<A extends AnyCount, B extends Four> = Others<A> extends infer R extends AnyCount
  ? Add2<Times4<A, B>, Shift<Scale<R, B>>>
  : Times4<A, B>;

/** A count without its lowest four digits, or 0 where nothing is left. */
type Others<C extends AnyCount> = C['hi'] extends AnyCount
  ? Count<C[4], C[5], C[6], C[7], C['hi'][0], C['hi'][1], C['hi'][2], C['hi'][3], Others<C['hi']>>
  : [C[4], C[5], C[6], C[7]] extends ['', '', '', '']
    ? 0
    : Count<C[4], C[5], C[6], C[7], '', '', '', '', 0>;
/** A count times 10^4. */
type Shift<C extends AnyCount> = Count<'', '', '', '', C[0], C[1], C[2], C[3], Others<C>>;

/** The number of elements of a shape, as a count: 1 for `[]`, unknown where a dimension is not one literal. */
export type CountOfShape<S> = S extends readonly [infer D]
  ? CountOfDim<D>
  : S extends readonly [infer D, infer E]
    ? Product<CountOfDim<D>, CountOfDim<E>>
    : S extends readonly []
      ? One
      : S extends readonly [infer D, infer E, ...infer R]
        ? ProductOfAll<R, Product<CountOfDim<D>, CountOfDim<E>>>
        : Unknown;
type ProductOfAll<R, C extends AnyCount> = R extends readonly [infer D, ...infer Rest] ? ProductOfAll<Rest, Product<C, CountOfDim<D>>> : C;
