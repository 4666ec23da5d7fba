import type { AnyCount, Count, Unknown, Zero } from './count.ts';
import type { Marks, Numeral } from './tally.ts';

/** A dimension as a count; unknown for what is not one literal, such as `number` or `2 | 3`. */
export type CountOfDim<D> = IsUnion<D> extends true ? Unknown : D extends number ? Parse<`${D}`> : Unknown;

/** Whether `D` is a union; false for `never` too, which has no members. */
export type IsUnion<D, All = D> = D extends unknown ? ([All] extends [D] ? false : true) : never;

// A template with k placeholders takes strings of k - 1 characters too, and then the last is empty: so each serves two lengths.
type Parse<S extends string> = S extends `${infer A}${infer B}${infer C}${infer D}`
  ? D extends ''
    ? Count<Marks[C], Marks[B], Marks[A], '', '', '', '', '', 0>
    : D extends Digit
      ? Count<Marks[D], Marks[C], Marks[B], Marks[A], '', '', '', '', 0>
      : ParseLong<Reverse<S>>
  : S extends `${infer A}${infer B}`
    ? B extends ''
      ? Count<Marks[A], '', '', '', '', '', '', '', 0>
      : Count<Marks[B], Marks[A], '', '', '', '', '', '', 0>
    : Unknown;

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Digits in reverse, padded to a multiple of eight. */
type ParseLong<R extends string> =
  `${R}0000000` extends `${infer A}${infer B}${infer C}${infer D}${infer E}${infer F}${infer G}${infer H}${infer Rest}`
    ? Count<Marks[A], Marks[B], Marks[C], Marks[D], Marks[E], Marks[F], Marks[G], Marks[H], Rest extends Zeros ? 0 : ParseLong<Rest>>
    : Zero;
type Zeros = '' | '0' | '00' | '000' | '0000' | '00000' | '000000' | '0000000';
type Reverse<S extends string, Acc extends string = ''> = S extends `${infer C}${infer R}` ? Reverse<R, `${C}${Acc}`> : Acc;

/** A count's decimal string without leading zeros. */
export type TextOf<C extends AnyCount> = C['hi'] extends AnyCount
  ? TextOf<C['hi']> extends infer H extends string
    ? H extends '0' ? Trim4<Eight<C>> : `${H}${Eight<C>}`
    : never
  : Trim4<Eight<C>>;
type Eight<C extends AnyCount> =
  `${Numeral[C[7]]}${Numeral[C[6]]}${Numeral[C[5]]}${Numeral[C[4]]}${Numeral[C[3]]}${Numeral[C[2]]}${Numeral[C[1]]}${Numeral[C[0]]}`;
type Trim4<S extends string> = S extends `0000${infer R}` ? Trim2<R> : Trim2<S>;
type Trim2<S extends string> = S extends `00${infer R}` ? Trim1<R> : Trim1<S>;
type Trim1<S extends string> = S extends `0${infer R}` ? (R extends '' ? '0' : R) : S;

/** A count as a number literal; `number` where a digit is not known, or could be several. */
export type ToNumber<C extends AnyCount> = Literal<TextOf<C>>;
type Literal<T extends string> = IsUnion<T> extends true ? number : T extends `${infer N extends number}` ? N : number;
