import type { AnyCount, Count, UnknownCount } from './count.ts';
import type { DigitTable, LeadingNumeral, Marks, Numeral } from './tally.ts';

/**
 * A dimension below ten thousand: its digits as characters, the lowest first, and the number of its digits in marks.
 */
export interface ShortDim<out A, out B, out C, out D, out Width> {
  readonly 0: A;
  readonly 1: B;
  readonly 2: C;
  readonly 3: D;
  readonly width: Width;
}
/** Any other dimension: its count, and the number of its digits in marks. The width `'bad'` means: not a dimension. */
export interface LongDim<out C extends AnyCount, out Width> {
  readonly count: C;
  readonly width: Width;
}
export type AnyShortDim = ShortDim<string, string, string, string, string>;
export type AnyDim = AnyShortDim | LongDim<AnyCount, string>;

type OpenDim = ShortDim<string, string, string, string, ''>;
/** The result for a type that is not a dimension, such as `-1` or `never`. */
export type BadDim = LongDim<UnknownCount, 'bad'>;

/** A dimension, read from its literal. Its digits are unknown if it is not one literal, as `number` or `2 | 3`. */
export type DimOf<D, All = D> =
  [D] extends [never] ? BadDim
  : D extends number ?
    All extends D ?
      ParseDim<`${D}`, D>
    : SeveralDims
  : OpenDim;
/**
 * At least one member of a union of dimensions gives this. Its digits are `string`, and so are those of the whole
 * union. Its width `'bad'` makes the search for issues check each member.
 */
type SeveralDims = ShortDim<string, string, string, string, 'bad'>;

export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

// The last placeholder of a template may match nothing, so each template serves several lengths. Only the first
// placeholder is bound to digits. If a template does not match, the compiler looks for the widest text that it could
// match; with four placeholders of digits it would list all ten thousand numbers (20 ms on TypeScript 7).
type ParseDim<S extends string, D> =
  S extends `${bigint}` ?
    S extends `${infer A extends Digit}${infer B}${infer C}${infer D}` ?
      D extends Digit ? ShortDim<D, C, B, A, '||||'>
      : D extends '' ? ShortDim<C, B, A, '0', '|||'>
      : ParseLongDim<S>
    : S extends `${infer A extends Digit}${infer B}` ?
      B extends '' ?
        ShortDim<A, '0', '0', '0', '|'>
      : ShortDim<B, A, '0', '0', '||'>
    : BadDim
  : `${number}` extends S ? OpenDim
  : Unbranded<D>;
/**
 * The number of a branded type such as `3 & Brand`. Unknown if the compiler cannot separate the number from the brand.
 */
type Unbranded<D> =
  [Exclude<keyof D, keyof number>] extends [never] ? BadDim
  : D extends (infer N extends number) & Pick<D, Exclude<keyof D, keyof number>> ?
    D extends N ?
      [N] extends [D] ?
        OpenDim
      : DimOf<N>
    : OpenDim
  : OpenDim;
/** A dimension of five or more digits. */
type ParseLongDim<S extends string> =
  S extends `${infer A extends Digit}${infer B}${infer C}${infer D}${infer E}${infer F}` ?
    F extends '' ? LongDim<Count<Marks[E], Marks[D], Marks[C], Marks[B], Marks[A], '', '', '', 0>, '|||||'>
    : F extends Digit ? LongDim<Count<Marks[F], Marks[E], Marks[D], Marks[C], Marks[B], Marks[A], '', '', 0>, '||||||'>
    : LongDim<ParseDigits<Reverse<S>>, WidthOf<S>>
  : BadDim;

/** The count of digits in reverse order; zeros fill up the last group of eight. */
type ParseDigits<R extends string> =
  `${R}0000000` extends (
    `${infer A}${infer B}${infer C}${infer D}${infer E}${infer F}${infer G}${infer H}${infer Rest}`
  ) ?
    Count<
      Marks[A],
      Marks[B],
      Marks[C],
      Marks[D],
      Marks[E],
      Marks[F],
      Marks[G],
      Marks[H],
      Rest extends Zeros ? 0 : ParseDigits<Rest>
    >
  : UnknownCount;
type Zeros = '' | '0' | '00' | '000' | '0000' | '00000' | '000000' | '0000000';
type Reverse<S extends string, Acc extends string = ''> =
  S extends `${infer C}${infer R}` ? Reverse<R, `${C}${Acc}`> : Acc;
type WidthOf<S extends string, Acc extends string = ''> =
  S extends `${infer _}${infer R}` ? WidthOf<R, `${Acc}|`> : Acc;

/** A dimension as a count. */
export type CountOfDim<D> = CountOfParsedDim<DimOf<D>>;
export type CountOfParsedDim<D extends AnyDim> =
  D extends AnyShortDim ? Count<Marks[D[0]], Marks[D[1]], Marks[D[2]], Marks[D[3]], '', '', '', '', 0>
  : D extends LongDim<infer C, string> ? C
  : never;

/** Whether `D` is a union. */
export type IsUnion<D, All = D> =
  D extends unknown ?
    [All] extends [D] ?
      false
    : true
  : never;

/** The decimal string of a count, without leading zeros. */
export type TextOf<C extends AnyCount> =
  C['hi'] extends 0 ?
    Unpadded<C[4] | C[5] | C[6] | C[7] extends '' ? LastFour<LeadingNumeral, C> : LastEight<LeadingNumeral, C>>
  : C['hi'] extends infer H extends AnyCount ? LongText<TextOf<H>, LastEight<Numeral, C>>
  : never;
type LongText<High extends string, Low extends string> = High extends '0' ? Unpadded<Low> : `${High}${Low}`;
type LastFour<
  First extends DigitTable,
  C extends AnyCount,
> = `${First[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
type LastEight<
  First extends DigitTable,
  C extends AnyCount,
> = `${First[C[7]]}${Numeral[C[6]]}${Numeral[C[5]]}${Numeral[C[4]]}${Numeral[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
/** A decimal string without its leading zeros. */
export type Unpadded<S extends string> =
  S extends `0${infer R}` ?
    R extends '' ?
      S
    : Unpadded<R>
  : S;

/** A count as a number literal, or `number` if a digit is unknown. */
export type ToNumber<C extends AnyCount> = NumberLiteral<TextOf<C>>;
export type NumberLiteral<T extends string> = T extends `${infer N extends number}` ? N : number;
