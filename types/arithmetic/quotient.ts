import type { AnyCount, Count, Zero } from './count.ts';
import type { SubtractDigits } from './difference.ts';
import type { Numeral } from './tally.ts';

/**
 * The quotient of two counts, by long division: the digits of `A` come down one by one, and `B` is subtracted as often
 * as it fits. `never` if there is a remainder or `B` is 0. `number` if a digit is unknown, `A` has more than eight
 * digits or `B` more than seven.
 */
export type Quotient<A extends AnyCount, B extends AnyCount> =
  string extends A[0] | B[0] ? number
  : [A['hi'], B['hi'], B[7]] extends [0, 0, ''] ?
    B extends Zero ?
      never
    : DivideDigits<[A[7], A[6], A[5], A[4], A[3], A[2], A[1], A[0]], B>
  : number;
type DivideDigits<Digits, B extends AnyCount, Rest extends AnyCount = Zero, Q extends string = ''> =
  Digits extends readonly [infer D extends string, ...infer More] ?
    FitDigit<More, B, Count<D, Rest[0], Rest[1], Rest[2], Rest[3], Rest[4], Rest[5], Rest[6], 0>, Q, ''>
  : Rest extends Zero ?
    Q extends `${infer N extends number}` ?
      N
    : never
  : never;
type FitDigit<Digits, B extends AnyCount, Rest extends AnyCount, Q extends string, Times extends string> =
  SubtractDigits<Rest, B> extends (
    {
      carry: '|';
      rest: infer Less extends AnyCount;
    }
  ) ?
    FitDigit<Digits, B, Less, Q, `${Times}|`>
  : DivideDigits<
      Digits,
      B,
      Rest,
      Q extends '' ?
        Digits extends readonly [] ? Numeral[Times]
        : Times extends '' ? ''
        : Numeral[Times]
      : `${Q}${Numeral[Times]}`
    >;
