import type { DidYouMean } from './issues.ts';
import type { FirstInOrder } from './order.ts';

/** `; did you mean 'x'?` for the first name that is one edit or one transposition away, or ''. */
export type Suggest<Wrong extends string, Names extends string> =
  [NearNames<Wrong, Names>] extends [never] ? '' : DidYouMean<FirstInOrder<NearNames<Wrong, Names>>>;
type NearNames<Wrong extends string, K extends string> =
  K extends unknown ?
    IsNear<Wrong, K> extends true ?
      [IsLetter<Wrong>, IsLetter<K>] extends [true, true] ?
        never
      : K
    : never
  : never;

/** Whether a name is one character. Two such names share nothing, so neither is meant by the other. */
type IsLetter<K extends string> =
  K extends `${infer _}${infer R}` ?
    R extends '' ?
      true
    : false
  : false;

/** Whether two names differ by one edit or by one transposition of neighbours. */
export type IsNear<A extends string, B extends string> =
  A extends `${infer X}${infer Xs}` ?
    B extends `${infer Y}${infer Ys}` ?
      X extends Y ? IsNear<Xs, Ys>
      : Xs extends Ys | B ? true
      : A extends Ys ? true
      : Xs extends `${Y}${infer Xr}` ?
        Ys extends `${X}${Xr}` ?
          true
        : false
      : false
    : Xs extends '' ? true
    : false
  : B extends `${infer _}${infer R}` ?
    R extends '' ?
      true
    : false
  : false;
