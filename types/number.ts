import type { AnyCount, Count, Unknown } from './count.ts';
import type { Leading, Marks, Numeral, Row } from './tally.ts';

/** A dimension below ten thousand: its digits as characters, the lowest first, and their number in marks. */
export interface Small<out A, out B, out C, out D, out Width> {
  readonly 0: A;
  readonly 1: B;
  readonly 2: C;
  readonly 3: D;
  readonly width: Width;
}
/** Any other: a count, and the number of its digits. What is no dimension at all has a width of `'bad'`. */
export interface Large<out C extends AnyCount, out Width> {
  readonly count: C;
  readonly width: Width;
}
export type AnySmall = Small<string, string, string, string, string>;
export type AnyDim = AnySmall | Large<AnyCount, string>;

type Open = Small<string, string, string, string, ''>;
/** What is no dimension. */
export type Bad = Large<Unknown, 'bad'>;

/** A dimension read from its literal; with unknown digits for what is not one literal, such as `number` or `2 | 3`. */
export type DimOf<D, All = D> =
  [D] extends [never] ? Bad
  : D extends number ?
    All extends D ?
      Parse<`${D}`, D>
    : Several
  : Open;
/** One of several dimensions: each has to be looked at. In union with what is known its digits are `string` still. */
type Several = Small<string, string, string, string, 'bad'>;

export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

// A placeholder at the end may be empty, so each template serves several lengths. Only the first is bound to be a digit: where a template does
// not match, the compiler asks what it could match at most, and would write out all ten thousand numbers of four digits (20 ms on TypeScript 7).
type Parse<S extends string, D> =
  S extends `${bigint}` ?
    S extends `${infer A extends Digit}${infer B}${infer C}${infer D}` ?
      D extends Digit ? Small<D, C, B, A, '||||'>
      : D extends '' ? Small<C, B, A, '0', '|||'>
      : ParseMany<S>
    : S extends `${infer A extends Digit}${infer B}` ?
      B extends '' ?
        Small<A, '0', '0', '0', '|'>
      : Small<B, A, '0', '0', '||'>
    : Bad
  : `${number}` extends S ? Open
  : Unbranded<D>;
/** A number with a mark on it: the number. What the mark is may not be seen, and then it is one that is not known. */
type Unbranded<D> =
  [Exclude<keyof D, keyof number>] extends [never] ? Bad
  : D extends (infer N extends number) & Pick<D, Exclude<keyof D, keyof number>> ?
    D extends N ?
      [N] extends [D] ?
        Open
      : DimOf<N>
    : Open
  : Open;
/** Five digits and more. */
type ParseMany<S extends string> =
  S extends `${infer A extends Digit}${infer B}${infer C}${infer D}${infer E}${infer F}` ?
    F extends '' ? Large<Count<Marks[E], Marks[D], Marks[C], Marks[B], Marks[A], '', '', '', 0>, '|||||'>
    : F extends Digit ? Large<Count<Marks[F], Marks[E], Marks[D], Marks[C], Marks[B], Marks[A], '', '', 0>, '||||||'>
    : Large<ParseLong<Reverse<S>>, WidthOf<S>>
  : Bad;

/** Digits in reverse, padded to a multiple of eight. */
type ParseLong<R extends string> =
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
      Rest extends Zeros ? 0 : ParseLong<Rest>
    >
  : Unknown;
type Zeros = '' | '0' | '00' | '000' | '0000' | '00000' | '000000' | '0000000';
type Reverse<S extends string, Acc extends string = ''> =
  S extends `${infer C}${infer R}` ? Reverse<R, `${C}${Acc}`> : Acc;
type WidthOf<S extends string, Acc extends string = ''> =
  S extends `${infer _}${infer R}` ? WidthOf<R, `${Acc}|`> : Acc;

/** A dimension as a count. */
export type CountOfDim<D> = Counted<DimOf<D>>;
export type Counted<D extends AnyDim> =
  D extends AnySmall ? Count<Marks[D[0]], Marks[D[1]], Marks[D[2]], Marks[D[3]], '', '', '', '', 0>
  : D extends Large<infer C, string> ? C
  : never;

/** Whether `D` is a union; false for `never` too, which has no members. */
export type IsUnion<D, All = D> =
  D extends unknown ?
    [All] extends [D] ?
      false
    : true
  : never;

/** A count's decimal string without leading zeros. */
export type TextOf<C extends AnyCount> =
  C['hi'] extends 0 ? Unpadded<C[4] | C[5] | C[6] | C[7] extends '' ? LastFour<Leading, C> : LastEight<Leading, C>>
  : C['hi'] extends infer H extends AnyCount ? LongText<TextOf<H>, LastEight<Numeral, C>>
  : never;
type LongText<High extends string, Low extends string> = High extends '0' ? Unpadded<Low> : `${High}${Low}`;
type LastFour<First extends Row, C extends AnyCount> = `${First[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
type LastEight<
  First extends Row,
  C extends AnyCount,
> = `${First[C[7]]}${Numeral[C[6]]}${Numeral[C[5]]}${Numeral[C[4]]}${Numeral[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
/** A numeral without leading zeros. */
export type Unpadded<S extends string> =
  S extends `0${infer R}` ?
    R extends '' ?
      S
    : Unpadded<R>
  : S;

/** A count as a number literal; `number` where a digit is not known. */
export type ToNumber<C extends AnyCount> = Literal<TextOf<C>>;
export type Literal<T extends string> = T extends `${infer N extends number}` ? N : number;
