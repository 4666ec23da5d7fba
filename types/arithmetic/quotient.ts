import type { Add2, AnyCount, Count, One, Zero } from './count.ts';
import type { CountOfDim, NumberLiteral, TextOf, ToNumber } from './number.ts';
import type { Product } from './product.ts';
import type { ShortFactors, ShortQuotient } from './short-quotient.ts';
import type { Numeral, Ones, Tens } from './tally.ts';

/** Nine minus a digit. */
interface NinesComplement {
  [marks: string]: string;
  '': '|||||||||';
  '|': '||||||||';
  '||': '|||||||';
  '|||': '||||||';
  '||||': '|||||';
  '|||||': '||||';
  '||||||': '|||';
  '|||||||': '||';
  '||||||||': '|';
  '|||||||||': '';
}

/**
 * The lowest eight digits of A - B, as A plus the nines' complement of B plus one, column by column as in the sums of
 * count.ts. The one comes in as `Carry`. It goes out if these digits of B are at most those of A.
 */
// prettier-ignore
type Minus8<A extends AnyCount, B extends AnyCount, Carry extends string> = {
  s0: `${Carry}${A[0]}${NinesComplement[B[0]]}`;
  s1: `${Tens[Minus8<A, B, Carry>['s0']]}${A[1]}${NinesComplement[B[1]]}`;
  s2: `${Tens[Minus8<A, B, Carry>['s1']]}${A[2]}${NinesComplement[B[2]]}`;
  s3: `${Tens[Minus8<A, B, Carry>['s2']]}${A[3]}${NinesComplement[B[3]]}`;
  s4: `${Tens[Minus8<A, B, Carry>['s3']]}${A[4]}${NinesComplement[B[4]]}`;
  s5: `${Tens[Minus8<A, B, Carry>['s4']]}${A[5]}${NinesComplement[B[5]]}`;
  s6: `${Tens[Minus8<A, B, Carry>['s5']]}${A[6]}${NinesComplement[B[6]]}`;
  s7: `${Tens[Minus8<A, B, Carry>['s6']]}${A[7]}${NinesComplement[B[7]]}`;
  all: Difference<Tens[Minus8<A, B, Carry>['s7']], Count<Ones[Minus8<A, B, Carry>['s0']], Ones[Minus8<A, B, Carry>['s1']], Ones[Minus8<A, B, Carry>['s2']], Ones[Minus8<A, B, Carry>['s3']], Ones[Minus8<A, B, Carry>['s4']], Ones[Minus8<A, B, Carry>['s5']], Ones[Minus8<A, B, Carry>['s6']], Ones[Minus8<A, B, Carry>['s7']], 0>>;
};

/** A - B. `carry` is a mark if B is at most A; if not, `rest` means nothing. */
export interface Difference<out Carry, out Rest> {
  readonly carry: Carry;
  readonly rest: Rest;
}
export type Subtract<A extends AnyCount, B extends AnyCount, K extends 'all' = 'all'> =
  [A['hi'], B['hi']] extends [0, 0] ? Minus8<A, B, '|'>[K] : SubtractLong<A, B, Minus8<A, B, '|'>[K]>;
/** The same for numbers of up to sixteen digits. The largest safe integer has sixteen. */
type SubtractLong<A extends AnyCount, B extends AnyCount, Low> =
  Low extends Difference<infer Carry extends string, infer R extends AnyCount> ?
    Minus8<HighOf<A>, HighOf<B>, Carry>['all'] extends Difference<infer Out, infer H> ?
      Difference<Out, H extends Zero ? R : Count<R[0], R[1], R[2], R[3], R[4], R[5], R[6], R[7], H>>
    : never
  : never;
type HighOf<A extends AnyCount> = A['hi'] extends AnyCount ? A['hi'] : Zero;

/** A / B rounded down, as decimal text, and the remainder as a count. */
interface Division<out Q, out Rest> {
  readonly quotient: Q;
  readonly rest: Rest;
}
/**
 * Long division: the digits of A come down one by one, and B is subtracted as often as it fits. `Digits` is A as
 * decimal text without leading zeros. B must not be 0.
 */
type Divide<Digits extends string, B extends AnyCount, Rest extends AnyCount = Zero, Q extends string = ''> =
  Digits extends `${infer D extends keyof DigitMarks}${infer More}` ?
    FitDigit<More, B, BringDown<Rest, DigitMarks[D]>, Q, ''>
  : Division<Q extends '' ? '0' : Q, Rest>;
type FitDigit<
  Digits extends string,
  B extends AnyCount,
  Rest extends AnyCount,
  Q extends string,
  Times extends string,
> =
  Subtract<Rest, B> extends Difference<'|', infer Less extends AnyCount> ? FitDigit<Digits, B, Less, Q, `${Times}|`>
  : Divide<Digits, B, Rest, `${Q}${Times}` extends '' ? '' : `${Q}${Numeral[Times]}`>;

/** Ten times a remainder plus the next digit. */
type BringDown<R extends AnyCount, D> =
  R[7] | R['hi'] extends '' | 0 ? Count<D, R[0], R[1], R[2], R[3], R[4], R[5], R[6], 0>
  : HighOf<R> extends infer H extends AnyCount ?
    Count<D, R[0], R[1], R[2], R[3], R[4], R[5], R[6], Count<R[7], H[0], H[1], H[2], H[3], H[4], H[5], H[6], 0>>
  : never;
interface DigitMarks {
  '0': '';
  '1': '|';
  '2': '||';
  '3': '|||';
  '4': '||||';
  '5': '|||||';
  '6': '||||||';
  '7': '|||||||';
  '8': '||||||||';
  '9': '|||||||||';
}

/** The quotient of two counts: `never` if there is a remainder or `B` is 0, `number` if a digit is unknown. */
export type Quotient<A extends AnyCount, B extends AnyCount> =
  string extends A[0] | B[0] ? number
  : B extends Zero ? never
  : Divide<TextOf<A>, B> extends Division<infer Q extends string, Zero> ? NumberLiteral<Q>
  : never;

/** A / B rounded up, for dimensions with B above 0; `number` if one is not known. */
export type CeilQuotient<A extends number, B extends number> =
  number extends A | B ? number
  : FloorOf<A, B> extends `${infer Q extends number}` ? Q
  : FloorOf<A, B> extends `${infer Q}~${string}` ? ToNumber<NextCount<Q>>
  : 0;

/** A / B rounded down, as decimal text. It ends with `~` if there is a remainder. */
export type FloorOf<A extends number, B extends number> =
  string extends ShortFactors[B] ? FloorText<Divide<`${A}`, CountOfDim<B>>> : ShortQuotient<`${A}`, ShortFactors[B]>;
type FloorText<D> =
  D extends Division<infer Q extends string, infer Rest> ?
    Rest extends Zero ?
      Q
    : `${Q}~`
  : never;
/** The count after a number in decimal text, where 0 may be `''`. */
export type NextCount<T extends string> = T extends '' ? One : Add2<CountOfDim<NumberLiteral<T>>, One>;
