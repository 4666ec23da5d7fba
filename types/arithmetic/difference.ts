import type { Add2, AnyCount, Count, One, UnknownCount } from './count.ts';
import type { DigitTable } from './tally.ts';

/** `A` minus `B`, for counts below 10^8 with `B` not above `A`; unknown above. */
// By complements: A - B = A + (99999999 - B) + 1, without the digit that this carries past the eighth.
export type Difference<A extends AnyCount, B extends AnyCount> =
  [A['hi'], B['hi']] extends [0, 0] ?
    Add2<Add2<A, Complement<B>>, One> extends infer C extends AnyCount ?
      Count<C[0], C[1], C[2], C[3], C[4], C[5], C[6], C[7], 0>
    : UnknownCount
  : UnknownCount;
type Complement<B extends AnyCount> = Count<
  Nines[B[0]],
  Nines[B[1]],
  Nines[B[2]],
  Nines[B[3]],
  Nines[B[4]],
  Nines[B[5]],
  Nines[B[6]],
  Nines[B[7]],
  0
>;
/** What a digit lacks to nine. */
interface Nines extends DigitTable {
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
