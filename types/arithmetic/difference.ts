import type { AnyCount, Count, Zero } from './count.ts';
import type { CountOfDim, ToNumber } from './number.ts';
import type { DigitTable, Ones, Tens } from './tally.ts';

/** Nine minus a digit. */
interface NinesComplement extends DigitTable {
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
 * A - B on eight digits, as A plus the nines' complement of B plus `Plus`. `Plus` is a mark, or none if a lower group
 * has borrowed. `carry` is a mark if this group need not borrow.
 */
// prettier-ignore
export type SubtractDigits<
  A extends AnyCount, B extends AnyCount, Plus extends string = '|',
  S0 extends string = `${Plus}${A[0]}${NinesComplement[B[0]]}`,
  S1 extends string = `${Tens[S0]}${A[1]}${NinesComplement[B[1]]}`,
  S2 extends string = `${Tens[S1]}${A[2]}${NinesComplement[B[2]]}`,
  S3 extends string = `${Tens[S2]}${A[3]}${NinesComplement[B[3]]}`,
  S4 extends string = `${Tens[S3]}${A[4]}${NinesComplement[B[4]]}`,
  S5 extends string = `${Tens[S4]}${A[5]}${NinesComplement[B[5]]}`,
  S6 extends string = `${Tens[S5]}${A[6]}${NinesComplement[B[6]]}`,
  S7 extends string = `${Tens[S6]}${A[7]}${NinesComplement[B[7]]}`,
> = { carry: Tens[S7]; rest: Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7], 0> };

/** A - B for `B` at most `A`: a literal if both are literals, otherwise `number`. */
export type Difference<A extends number, B extends number> =
  B extends 0 ? A
  : number extends A | B ? number
  : ToNumber<SubtractCounts<CountOfDim<A>, CountOfDim<B>>>;
type SubtractCounts<A extends AnyCount, B extends AnyCount, Plus extends string = '|'> =
  A['hi'] extends AnyCount ?
    SubtractDigits<A, B, Plus> extends { carry: infer C extends string; rest: infer R extends AnyCount } ?
      WithHigh<R, SubtractCounts<A['hi'], B['hi'] extends AnyCount ? B['hi'] : Zero, C>>
    : never
  : SubtractDigits<A, B, Plus>['rest'];
/** Eight digits with the digits above them; a count has no group of zeros at its top. */
type WithHigh<R extends AnyCount, H extends AnyCount> =
  H extends Zero ? R : Count<R[0], R[1], R[2], R[3], R[4], R[5], R[6], R[7], H>;
