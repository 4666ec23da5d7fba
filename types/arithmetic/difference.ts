import type { AnyCount, Count, UnknownCount, Zero } from './count.ts';
import type { CountOfDim, ToNumber } from './number.ts';
import type { Ones, Tens } from './tally.ts';

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
  all: Subtraction<Tens[Minus8<A, B, Carry>['s7']], Count<Ones[Minus8<A, B, Carry>['s0']],
    Ones[Minus8<A, B, Carry>['s1']], Ones[Minus8<A, B, Carry>['s2']], Ones[Minus8<A, B, Carry>['s3']],
    Ones[Minus8<A, B, Carry>['s4']], Ones[Minus8<A, B, Carry>['s5']], Ones[Minus8<A, B, Carry>['s6']],
    Ones[Minus8<A, B, Carry>['s7']], 0>>;
};

/** A - B. `carry` is a mark if B is at most A; if not, `rest` means nothing. */
export interface Subtraction<out Carry, out Rest> {
  readonly carry: Carry;
  readonly rest: Rest;
}
export type Subtract<A extends AnyCount, B extends AnyCount, K extends 'all' = 'all'> =
  [A['hi'], B['hi']] extends [0, 0] ? Minus8<A, B, '|'>[K] : SubtractLong<A, B, Minus8<A, B, '|'>[K]>;
/** A - B for numbers of up to sixteen digits, which is as many as the largest safe integer has. */
type SubtractLong<A extends AnyCount, B extends AnyCount, Low> =
  Low extends Subtraction<infer Carry extends string, infer R extends AnyCount> ?
    Minus8<HighOf<A>, HighOf<B>, Carry>['all'] extends Subtraction<infer Out, infer H> ?
      Subtraction<Out, H extends Zero ? R : Count<R[0], R[1], R[2], R[3], R[4], R[5], R[6], R[7], H>>
    : never
  : never;
export type HighOf<A extends AnyCount> = A['hi'] extends AnyCount ? A['hi'] : Zero;

/** A - B as a count, for `B` at most `A`; unknown if a digit is unknown. */
// The first `infer` holds the sum back while a count is open.
export type CountDifference<A extends AnyCount, B extends AnyCount> =
  [A, B] extends [infer X extends AnyCount, infer Y extends AnyCount] ?
    Subtract<X, Y> extends Subtraction<'|', infer C extends AnyCount> ?
      C
    : UnknownCount
  : UnknownCount;

/** A - B for `B` at most `A`: a literal if both are literals, otherwise `number`. */
export type DifferenceOf<A extends number, B extends number> =
  B extends 0 ? A
  : number extends A | B ? number
  : ToNumber<CountDifference<CountOfDim<A>, CountOfDim<B>>>;
