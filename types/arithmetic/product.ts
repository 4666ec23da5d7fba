import type { Add2, AnyCount, Count, UnknownCount } from './count.ts';
import type { AnyDim, AnyShortDim, CountOfParsedDim } from './number.ts';
import type { LeadingNumeral, Numeral, Ones, Tens, TimesOnes, TimesTens } from './tally.ts';

type FourDigits = { readonly 0: string; readonly 1: string; readonly 2: string; readonly 3: string };
type EightDigits = FourDigits & { readonly 4: string; readonly 5: string; readonly 6: string; readonly 7: string };

// Long multiplication, with one template literal for each column as in the sums of count.ts. The digits may be
// characters or marks.

/** The product of two numbers of four digits. */
// prettier-ignore
type Product4x4<A extends FourDigits, B extends FourDigits> = {
  s0: `${TimesOnes[B[0]][A[0]]}`;
  s1: `${Tens[Product4x4<A, B>['s0']]}${TimesOnes[B[1]][A[0]]}${TimesOnes[B[0]][A[1]]}${TimesTens[B[0]][A[0]]}`;
  s2: `${Tens[Product4x4<A, B>['s1']]}${TimesOnes[B[2]][A[0]]}${TimesOnes[B[1]][A[1]]}${TimesOnes[B[0]][A[2]]}${
    TimesTens[B[1]][A[0]]}${TimesTens[B[0]][A[1]]}`;
  s3: `${Tens[Product4x4<A, B>['s2']]}${TimesOnes[B[3]][A[0]]}${TimesOnes[B[2]][A[1]]}${TimesOnes[B[1]][A[2]]}${
    TimesOnes[B[0]][A[3]]}${TimesTens[B[2]][A[0]]}${TimesTens[B[1]][A[1]]}${TimesTens[B[0]][A[2]]}`;
  s4: `${Tens[Product4x4<A, B>['s3']]}${TimesOnes[B[3]][A[1]]}${TimesOnes[B[2]][A[2]]}${TimesOnes[B[1]][A[3]]}${
    TimesTens[B[3]][A[0]]}${TimesTens[B[2]][A[1]]}${TimesTens[B[1]][A[2]]}${TimesTens[B[0]][A[3]]}`;
  s5: `${Tens[Product4x4<A, B>['s4']]}${TimesOnes[B[3]][A[2]]}${TimesOnes[B[2]][A[3]]}${TimesTens[B[3]][A[1]]}${
    TimesTens[B[2]][A[2]]}${TimesTens[B[1]][A[3]]}`;
  s6: `${Tens[Product4x4<A, B>['s5']]}${TimesOnes[B[3]][A[3]]}${TimesTens[B[3]][A[2]]}${TimesTens[B[2]][A[3]]}`;
  all: Count<Ones[Product4x4<A, B>['s0']], Ones[Product4x4<A, B>['s1']], Ones[Product4x4<A, B>['s2']],
    Ones[Product4x4<A, B>['s3']], Ones[Product4x4<A, B>['s4']], Ones[Product4x4<A, B>['s5']],
    Ones[Product4x4<A, B>['s6']], `${Tens[Product4x4<A, B>['s6']]}${TimesTens[B[3]][A[3]]}`, 0>;
};

/** The product of one digit and a number of four digits, as text of four or five characters. */
// prettier-ignore
export type TimesDigit<A extends string, B extends FourDigits> = {
  s0: `${TimesOnes[A][B[0]]}`;
  s1: `${Tens[TimesDigit<A, B>['s0']]}${TimesOnes[A][B[1]]}${TimesTens[A][B[0]]}`;
  s2: `${Tens[TimesDigit<A, B>['s1']]}${TimesOnes[A][B[2]]}${TimesTens[A][B[1]]}`;
  s3: `${Tens[TimesDigit<A, B>['s2']]}${TimesOnes[A][B[3]]}${TimesTens[A][B[2]]}`;
  text: `${LeadingNumeral[`${Tens[TimesDigit<A, B>['s3']]}${TimesTens[A][B[3]]}`]}${
    Numeral[Ones[TimesDigit<A, B>['s3']]]}${Numeral[Ones[TimesDigit<A, B>['s2']]]}${Numeral[Ones[TimesDigit<A,
    B>['s1']]]}${Numeral[Ones[TimesDigit<A, B>['s0']]]}`;
};

/** The product of a number of eight digits and one of four. */
// prettier-ignore
type Product8x4<A extends EightDigits, B extends FourDigits> = {
  s0: `${TimesOnes[B[0]][A[0]]}`;
  s1: `${Tens[Product8x4<A, B>['s0']]}${TimesOnes[B[1]][A[0]]}${TimesOnes[B[0]][A[1]]}${TimesTens[B[0]][A[0]]}`;
  s2: `${Tens[Product8x4<A, B>['s1']]}${TimesOnes[B[2]][A[0]]}${TimesOnes[B[1]][A[1]]}${TimesOnes[B[0]][A[2]]}${
    TimesTens[B[1]][A[0]]}${TimesTens[B[0]][A[1]]}`;
  s3: `${Tens[Product8x4<A, B>['s2']]}${TimesOnes[B[3]][A[0]]}${TimesOnes[B[2]][A[1]]}${TimesOnes[B[1]][A[2]]}${
    TimesOnes[B[0]][A[3]]}${TimesTens[B[2]][A[0]]}${TimesTens[B[1]][A[1]]}${TimesTens[B[0]][A[2]]}`;
  s4: `${Tens[Product8x4<A, B>['s3']]}${TimesOnes[B[3]][A[1]]}${TimesOnes[B[2]][A[2]]}${TimesOnes[B[1]][A[3]]}${
    TimesOnes[B[0]][A[4]]}${TimesTens[B[3]][A[0]]}${TimesTens[B[2]][A[1]]}${TimesTens[B[1]][A[2]]}${
    TimesTens[B[0]][A[3]]}`;
  s5: `${Tens[Product8x4<A, B>['s4']]}${TimesOnes[B[3]][A[2]]}${TimesOnes[B[2]][A[3]]}${TimesOnes[B[1]][A[4]]}${
    TimesOnes[B[0]][A[5]]}${TimesTens[B[3]][A[1]]}${TimesTens[B[2]][A[2]]}${TimesTens[B[1]][A[3]]}${
    TimesTens[B[0]][A[4]]}`;
  s6: `${Tens[Product8x4<A, B>['s5']]}${TimesOnes[B[3]][A[3]]}${TimesOnes[B[2]][A[4]]}${TimesOnes[B[1]][A[5]]}${
    TimesOnes[B[0]][A[6]]}${TimesTens[B[3]][A[2]]}${TimesTens[B[2]][A[3]]}${TimesTens[B[1]][A[4]]}${
    TimesTens[B[0]][A[5]]}`;
  s7: `${Tens[Product8x4<A, B>['s6']]}${TimesOnes[B[3]][A[4]]}${TimesOnes[B[2]][A[5]]}${TimesOnes[B[1]][A[6]]}${
    TimesOnes[B[0]][A[7]]}${TimesTens[B[3]][A[3]]}${TimesTens[B[2]][A[4]]}${TimesTens[B[1]][A[5]]}${
    TimesTens[B[0]][A[6]]}`;
  s8: `${Tens[Product8x4<A, B>['s7']]}${TimesOnes[B[3]][A[5]]}${TimesOnes[B[2]][A[6]]}${TimesOnes[B[1]][A[7]]}${
    TimesTens[B[3]][A[4]]}${TimesTens[B[2]][A[5]]}${TimesTens[B[1]][A[6]]}${TimesTens[B[0]][A[7]]}`;
  s9: `${Tens[Product8x4<A, B>['s8']]}${TimesOnes[B[3]][A[6]]}${TimesOnes[B[2]][A[7]]}${TimesTens[B[3]][A[5]]}${
    TimesTens[B[2]][A[6]]}${TimesTens[B[1]][A[7]]}`;
  s10: `${Tens[Product8x4<A, B>['s9']]}${TimesOnes[B[3]][A[7]]}${TimesTens[B[3]][A[6]]}${TimesTens[B[2]][A[7]]}`;
  all: Count<Ones[Product8x4<A, B>['s0']], Ones[Product8x4<A, B>['s1']], Ones[Product8x4<A, B>['s2']],
    Ones[Product8x4<A, B>['s3']], Ones[Product8x4<A, B>['s4']], Ones[Product8x4<A, B>['s5']],
    Ones[Product8x4<A, B>['s6']], Ones[Product8x4<A, B>['s7']],
    HighOfProduct<Ones[Product8x4<A, B>['s8']], Ones[Product8x4<A, B>['s9']], Ones[Product8x4<A, B>['s10']],
      `${Tens[Product8x4<A, B>['s10']]}${TimesTens[B[3]][A[7]]}`>>;
};
/** The product of a number of eight digits and one of two. */
// prettier-ignore
type Times8x2<A extends EightDigits, B extends FourDigits> = {
  s0: `${TimesOnes[B[0]][A[0]]}`;
  s1: `${Tens[Times8x2<A, B>['s0']]}${TimesOnes[B[1]][A[0]]}${TimesOnes[B[0]][A[1]]}${TimesTens[B[0]][A[0]]}`;
  s2: `${Tens[Times8x2<A, B>['s1']]}${TimesOnes[B[1]][A[1]]}${TimesOnes[B[0]][A[2]]}${TimesTens[B[1]][A[0]]}${
    TimesTens[B[0]][A[1]]}`;
  s3: `${Tens[Times8x2<A, B>['s2']]}${TimesOnes[B[1]][A[2]]}${TimesOnes[B[0]][A[3]]}${TimesTens[B[1]][A[1]]}${
    TimesTens[B[0]][A[2]]}`;
  s4: `${Tens[Times8x2<A, B>['s3']]}${TimesOnes[B[1]][A[3]]}${TimesOnes[B[0]][A[4]]}${TimesTens[B[1]][A[2]]}${
    TimesTens[B[0]][A[3]]}`;
  s5: `${Tens[Times8x2<A, B>['s4']]}${TimesOnes[B[1]][A[4]]}${TimesOnes[B[0]][A[5]]}${TimesTens[B[1]][A[3]]}${
    TimesTens[B[0]][A[4]]}`;
  s6: `${Tens[Times8x2<A, B>['s5']]}${TimesOnes[B[1]][A[5]]}${TimesOnes[B[0]][A[6]]}${TimesTens[B[1]][A[4]]}${
    TimesTens[B[0]][A[5]]}`;
  s7: `${Tens[Times8x2<A, B>['s6']]}${TimesOnes[B[1]][A[6]]}${TimesOnes[B[0]][A[7]]}${TimesTens[B[1]][A[5]]}${
    TimesTens[B[0]][A[6]]}`;
  s8: `${Tens[Times8x2<A, B>['s7']]}${TimesOnes[B[1]][A[7]]}${TimesTens[B[1]][A[6]]}${TimesTens[B[0]][A[7]]}`;
  all: Count<Ones[Times8x2<A, B>['s0']], Ones[Times8x2<A, B>['s1']], Ones[Times8x2<A, B>['s2']],
    Ones[Times8x2<A, B>['s3']], Ones[Times8x2<A, B>['s4']], Ones[Times8x2<A, B>['s5']], Ones[Times8x2<A, B>['s6']],
    Ones[Times8x2<A, B>['s7']],
    HighOfProduct<Ones[Times8x2<A, B>['s8']], `${Tens[Times8x2<A, B>['s8']]}${TimesTens[B[1]][A[7]]}`, '', ''>>;
};
type HighOfProduct<A, B, C, D> = A | B | C | D extends '' ? 0 : Count<A, B, C, D, '', '', '', '', 0>;

/** The product of two dimensions. Nearly always both are below ten thousand. */
export type ProductOfDims<A extends AnyDim, B extends AnyDim> =
  A extends AnyShortDim ?
    B extends AnyShortDim ?
      Product4x4<A, B>['all']
    : Product<CountOfParsedDim<B>, CountOfParsedDim<A>>
  : Product<CountOfParsedDim<A>, CountOfParsedDim<B>>;

/**
 * The product of two counts. Nearly always the first is below 10^8 and the second below ten thousand; such a product
 * takes one step.
 */
// With `'all'` in place of `K`, the compiler would resolve the many columns for the type parameters first, and then
// again for the arguments.
export type Product<A extends AnyCount, B extends AnyCount> =
  [A['hi'] | B['hi'] | B[7] | B[6] | B[5] | B[4], 'all'] extends [0 | '', infer K extends 'all'] ?
    B[2] | B[3] extends '' ?
      Times8x2<A, B>[K]
    : Product8x4<A, B>[K]
  : string extends A[0] | B[0] ? UnknownCount
  : LongProduct<A, B, 'all'>;

/**
 * Horner's rule on groups of four digits: A × B = A × (the lowest four digits of B) + 10^4 × A × (the other digits).
 */
type LongProduct<A extends AnyCount, B extends AnyCount, K extends 'all'> =
  HigherDigits<B> extends infer R extends AnyCount ? Add2<ScaleCount<A, B, K>, ShiftCount<LongProduct<A, R, K>>>
  : ScaleCount<A, B, K>;
/** The product of a count of any length and a number of four digits. */
type ScaleCount<A extends AnyCount, B extends FourDigits, K extends 'all'> =
  A['hi'] extends infer H extends AnyCount ? AddHigh8<Product8x4<A, B>[K], ScaleCount<H, B, K>> : Product8x4<A, B>[K];
/** `Low` plus 10^8 times `High`. */
type AddHigh8<Low extends AnyCount, High> = Count<
  Low[0],
  Low[1],
  Low[2],
  Low[3],
  Low[4],
  Low[5],
  Low[6],
  Low[7],
  Low['hi'] extends AnyCount ? Add2<High, Low['hi']> : High
>;

/** A count without its lowest four digits, or 0 if nothing is left. */
type HigherDigits<C extends AnyCount> =
  C['hi'] extends AnyCount ?
    Count<C[4], C[5], C[6], C[7], C['hi'][0], C['hi'][1], C['hi'][2], C['hi'][3], HigherDigits<C['hi']>>
  : C[4] | C[5] | C[6] | C[7] extends '' ? 0
  : Count<C[4], C[5], C[6], C[7], '', '', '', '', 0>;
/** A count times 10^4. */
type ShiftCount<C extends AnyCount> = Count<'', '', '', '', C[0], C[1], C[2], C[3], HigherDigits<C>>;
