import type { Add2, AnyCount, Count, One, UnknownCount } from './count.ts';
import type { CountOfDim, IsUnion } from './number.ts';
import type { Product } from './product.ts';
import type { DigitTable } from './tally.ts';

/** The powers of two up to 2^30, each with its predecessor and with the power before it. */
// prettier-ignore
interface Powers {
  1: Power<0, never>; 2: Power<1, 1>; 4: Power<3, 2>; 8: Power<7, 4>; 16: Power<15, 8>; 32: Power<31, 16>;
    64: Power<63, 32>; 128: Power<127, 64>;
  256: Power<255, 128>; 512: Power<511, 256>; 1024: Power<1023, 512>; 2048: Power<2047, 1024>; 4096: Power<4095, 2048>;
    8192: Power<8191, 4096>;
  16384: Power<16383, 8192>; 32768: Power<32767, 16384>; 65536: Power<65535, 32768>; 131072: Power<131071, 65536>;
    262144: Power<262143, 131072>;
  524288: Power<524287, 262144>; 1048576: Power<1048575, 524288>; 2097152: Power<2097151, 1048576>;
    4194304: Power<4194303, 2097152>;
  8388608: Power<8388607, 4194304>; 16777216: Power<16777215, 8388608>; 33554432: Power<33554431, 16777216>;
    67108864: Power<67108863, 33554432>;
  134217728: Power<134217727, 67108864>; 268435456: Power<268435455, 134217728>; 536870912: Power<536870911, 268435456>;
    1073741824: Power<1073741823, 536870912>;
}
interface Power<out Less, out Half> {
  readonly less: Less;
  readonly half: Half;
}
/** The powers of two that an alignment may be, up to 2^30. */
export type PowerOfTwo = keyof Powers;

/** The higher of two powers of two; `number` if one of them is not one literal. */
export type HigherPower<A extends number, B extends number> =
  true extends IsUnion<A> | IsUnion<B> ? number : HighestPower<A | B>;
/** The highest of a union of powers of two. */
export type HighestPower<A extends number> = IsUnion<A> extends true ? HighestUpTo<A, 1073741824> : A;
type HighestUpTo<A extends number, P extends number> =
  P extends A ? P
  : P extends PowerOfTwo ? HighestUpTo<A, Powers[P]['half']>
  : A;

/** A count rounded up to a multiple of a power of two: `A` times the half of the half … of `C + A - 1`. */
// `infer` holds the recursion back while the schema is open, and tells the compiler that the result is a count.
export type RoundUp<C, A> =
  [A] extends [1] ? C
  : [C, A] extends [infer D extends AnyCount, infer B extends PowerOfTwo] ?
    IsUnion<B> extends true ? UnknownCount
    : HalveUntil<Add2<D, CountOfDim<Powers[B]['less']>>, B> extends infer Q extends AnyCount ? Product<Q, CountOfDim<B>>
    : UnknownCount
  : UnknownCount;
type HalveUntil<C extends AnyCount, A extends PowerOfTwo> = A extends 1 ? C : HalveUntil<Halve<C>, Powers[A]['half']>;

/** Whether a dimension is a multiple of a power of two; false if one of them is not a literal. */
export type IsMultiple<D extends number, A extends number> =
  number extends D ? false
  : IsUnion<A> extends true ? false
  : A extends PowerOfTwo ? IsMultipleCount<CountOfDim<D>, A>
  : false;
type IsMultipleCount<C extends AnyCount, A extends PowerOfTwo> =
  A extends 1 ? true
  : C[0] extends EvenDigit ? IsMultipleCount<Halve<C>, Powers[A]['half']>
  : false;
type EvenDigit = '' | '||' | '||||' | '||||||' | '||||||||';

/** The half of a digit, rounded down, plus five if the next higher digit is odd. */
interface Halves {
  [digit: string]: DigitTable;
  '': HalfAfterEven;
  '|': HalfAfterOdd;
  '||': HalfAfterEven;
  '|||': HalfAfterOdd;
  '||||': HalfAfterEven;
  '|||||': HalfAfterOdd;
  '||||||': HalfAfterEven;
  '|||||||': HalfAfterOdd;
  '||||||||': HalfAfterEven;
  '|||||||||': HalfAfterOdd;
}
interface HalfAfterEven extends DigitTable {
  '': '';
  '|': '';
  '||': '|';
  '|||': '|';
  '||||': '||';
  '|||||': '||';
  '||||||': '|||';
  '|||||||': '|||';
  '||||||||': '||||';
  '|||||||||': '||||';
}
interface HalfAfterOdd extends DigitTable {
  '': '|||||';
  '|': '|||||';
  '||': '||||||';
  '|||': '||||||';
  '||||': '|||||||';
  '|||||': '|||||||';
  '||||||': '||||||||';
  '|||||||': '||||||||';
  '||||||||': '|||||||||';
  '|||||||||': '|||||||||';
}

/** The half of a count, rounded down. Each digit depends on itself and on the next higher one. */
// prettier-ignore
type Halve<C extends AnyCount> =
  C['hi'] extends AnyCount ?
    Count<Halves[C[1]][C[0]], Halves[C[2]][C[1]], Halves[C[3]][C[2]], Halves[C[4]][C[3]], Halves[C[5]][C[4]],
      Halves[C[6]][C[5]], Halves[C[7]][C[6]], Halves[C['hi'][0]][C[7]], HalveHigh<C['hi']>>
  : Count<Halves[C[1]][C[0]], Halves[C[2]][C[1]], Halves[C[3]][C[2]], Halves[C[4]][C[3]], Halves[C[5]][C[4]],
    Halves[C[6]][C[5]], Halves[C[7]][C[6]], Halves[''][C[7]], 0>;
type HalveHigh<H extends AnyCount> = H extends One ? 0 : Halve<H>;
