import type { Add2, AnyCount, Count, One, Zero } from './count.ts';
import type { HighOf, Subtract, Subtraction } from './difference.ts';
import type { CountOfDim, NumberLiteral, TextOf, ToNumber } from './number.ts';
import type { ShortFactors, ShortQuotient } from './short-quotient.ts';
import type { Numeral } from './tally.ts';

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
  Subtract<Rest, B> extends Subtraction<'|', infer Less extends AnyCount> ? FitDigit<Digits, B, Less, Q, `${Times}|`>
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
