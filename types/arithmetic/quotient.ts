import type { AnyCount, Count, Zero } from './count.ts';
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

/** A - B, as A plus the nines' complement of B plus one. `carry` is a mark if B is at most A. */
// prettier-ignore
type SubtractCount<
  A extends AnyCount, B extends AnyCount,
  S0 extends string = `|${A[0]}${NinesComplement[B[0]]}`,
  S1 extends string = `${Tens[S0]}${A[1]}${NinesComplement[B[1]]}`,
  S2 extends string = `${Tens[S1]}${A[2]}${NinesComplement[B[2]]}`,
  S3 extends string = `${Tens[S2]}${A[3]}${NinesComplement[B[3]]}`,
  S4 extends string = `${Tens[S3]}${A[4]}${NinesComplement[B[4]]}`,
  S5 extends string = `${Tens[S4]}${A[5]}${NinesComplement[B[5]]}`,
  S6 extends string = `${Tens[S5]}${A[6]}${NinesComplement[B[6]]}`,
  S7 extends string = `${Tens[S6]}${A[7]}${NinesComplement[B[7]]}`,
> = { carry: Tens[S7]; rest: Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7], 0> };

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
  SubtractCount<Rest, B> extends (
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
