import type { Ones, Tens } from './tally.ts';

/**
 * A non-negative integer: eight decimal digits in tally marks, the lowest first, and the higher digits as another count
 * (`hi`) or 0. An unknown digit is `string`, and every sum and product with it has unknown digits in turn. So whatever
 * depends on a dimension of type `number` becomes `number`, and no step needs a check.
 */
export interface Count<out A, out B, out C, out D, out E, out F, out G, out H, out Hi> {
  readonly 0: A;
  readonly 1: B;
  readonly 2: C;
  readonly 3: D;
  readonly 4: E;
  readonly 5: F;
  readonly 6: G;
  readonly 7: H;
  readonly hi: Hi;
}

/** Any count, as the bound of a type parameter. */
export type AnyCount = Count<string, string, string, string, string, string, string, string, unknown>;

export type Zero = Count<'', '', '', '', '', '', '', '', 0>;
export type One = Count<'|', '', '', '', '', '', '', '', 0>;
export type UnknownCount = Count<string, string, string, string, string, string, string, string, 0>;

// `Sum2`, `Sum4` and `Sum8` add column by column; `s0` is the lowest column. The columns are members of an object type
// that refers to itself with its own parameters. The compiler replaces `Sum2<A, B>['s0']` by the text of that column,
// and instantiates nothing for the step. (It would instantiate an interface, because of its `this`.)
//
// `Add2`, `Add4` and `Add8` wrap the sum in a conditional type with `infer` for three reasons.
// - The compiler computes the summands before the sum. Inside the columns, they would nest too deep.
// - While a schema is open, the compiler does not look into a summand, where it would follow the whole recursion.
// - It reads the member by `K` and not by `'all'`, which it would resolve for the type parameters first, and then again
//   for the summands.

// prettier-ignore
type Sum2<A extends AnyCount, B extends AnyCount> = {
  s0: `${A[0]}${B[0]}`;
  s1: `${Tens[Sum2<A, B>['s0']]}${A[1]}${B[1]}`;
  s2: `${Tens[Sum2<A, B>['s1']]}${A[2]}${B[2]}`;
  s3: `${Tens[Sum2<A, B>['s2']]}${A[3]}${B[3]}`;
  s4: `${Tens[Sum2<A, B>['s3']]}${A[4]}${B[4]}`;
  s5: `${Tens[Sum2<A, B>['s4']]}${A[5]}${B[5]}`;
  s6: `${Tens[Sum2<A, B>['s5']]}${A[6]}${B[6]}`;
  s7: `${Tens[Sum2<A, B>['s6']]}${A[7]}${B[7]}`;
  all: Count<Ones[Sum2<A, B>['s0']], Ones[Sum2<A, B>['s1']], Ones[Sum2<A, B>['s2']], Ones[Sum2<A, B>['s3']],
    Ones[Sum2<A, B>['s4']], Ones[Sum2<A, B>['s5']], Ones[Sum2<A, B>['s6']], Ones[Sum2<A, B>['s7']],
    HighOfSum<Tens[Sum2<A, B>['s7']], (A | B)['hi'], [A, B]>>;
};
/** The sum of two counts. */
export type Add2<A, B> =
  [A, B, 'all'] extends [infer A extends AnyCount, infer B extends AnyCount, infer K extends 'all'] ? Sum2<A, B>[K]
  : UnknownCount;

// prettier-ignore
type Sum4<A extends AnyCount, B extends AnyCount, C extends AnyCount, D extends AnyCount> = {
  s0: `${A[0]}${B[0]}${C[0]}${D[0]}`;
  s1: `${Tens[Sum4<A, B, C, D>['s0']]}${A[1]}${B[1]}${C[1]}${D[1]}`;
  s2: `${Tens[Sum4<A, B, C, D>['s1']]}${A[2]}${B[2]}${C[2]}${D[2]}`;
  s3: `${Tens[Sum4<A, B, C, D>['s2']]}${A[3]}${B[3]}${C[3]}${D[3]}`;
  s4: `${Tens[Sum4<A, B, C, D>['s3']]}${A[4]}${B[4]}${C[4]}${D[4]}`;
  s5: `${Tens[Sum4<A, B, C, D>['s4']]}${A[5]}${B[5]}${C[5]}${D[5]}`;
  s6: `${Tens[Sum4<A, B, C, D>['s5']]}${A[6]}${B[6]}${C[6]}${D[6]}`;
  s7: `${Tens[Sum4<A, B, C, D>['s6']]}${A[7]}${B[7]}${C[7]}${D[7]}`;
  all: Count<Ones[Sum4<A, B, C, D>['s0']], Ones[Sum4<A, B, C, D>['s1']], Ones[Sum4<A, B, C, D>['s2']],
    Ones[Sum4<A, B, C, D>['s3']], Ones[Sum4<A, B, C, D>['s4']], Ones[Sum4<A, B, C, D>['s5']],
    Ones[Sum4<A, B, C, D>['s6']], Ones[Sum4<A, B, C, D>['s7']],
    HighOfSum<Tens[Sum4<A, B, C, D>['s7']], (A | B | C | D)['hi'], [A, B, C, D]>>;
};
/** The sum of four counts. */
export type Add4<A, B, C, D> =
  [A, B, C, D, 'all'] extends (
    [
      infer A extends AnyCount,
      infer B extends AnyCount,
      infer C extends AnyCount,
      infer D extends AnyCount,
      infer K extends 'all',
    ]
  ) ?
    Sum4<A, B, C, D>[K]
  : UnknownCount;

// prettier-ignore
type Sum8<A extends AnyCount, B extends AnyCount, C extends AnyCount, D extends AnyCount, E extends AnyCount,
  F extends AnyCount, G extends AnyCount, H extends AnyCount> = {
  s0: `${A[0]}${B[0]}${C[0]}${D[0]}${E[0]}${F[0]}${G[0]}${H[0]}`;
  s1: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s0']]}${A[1]}${B[1]}${C[1]}${D[1]}${E[1]}${F[1]}${G[1]}${H[1]}`;
  s2: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s1']]}${A[2]}${B[2]}${C[2]}${D[2]}${E[2]}${F[2]}${G[2]}${H[2]}`;
  s3: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s2']]}${A[3]}${B[3]}${C[3]}${D[3]}${E[3]}${F[3]}${G[3]}${H[3]}`;
  s4: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s3']]}${A[4]}${B[4]}${C[4]}${D[4]}${E[4]}${F[4]}${G[4]}${H[4]}`;
  s5: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s4']]}${A[5]}${B[5]}${C[5]}${D[5]}${E[5]}${F[5]}${G[5]}${H[5]}`;
  s6: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s5']]}${A[6]}${B[6]}${C[6]}${D[6]}${E[6]}${F[6]}${G[6]}${H[6]}`;
  s7: `${Tens[Sum8<A, B, C, D, E, F, G, H>['s6']]}${A[7]}${B[7]}${C[7]}${D[7]}${E[7]}${F[7]}${G[7]}${H[7]}`;
  all: Count<Ones[Sum8<A, B, C, D, E, F, G, H>['s0']], Ones[Sum8<A, B, C, D, E, F, G, H>['s1']],
    Ones[Sum8<A, B, C, D, E, F, G, H>['s2']], Ones[Sum8<A, B, C, D, E, F, G, H>['s3']],
    Ones[Sum8<A, B, C, D, E, F, G, H>['s4']], Ones[Sum8<A, B, C, D, E, F, G, H>['s5']],
    Ones[Sum8<A, B, C, D, E, F, G, H>['s6']], Ones[Sum8<A, B, C, D, E, F, G, H>['s7']],
    HighOfSum<Tens[Sum8<A, B, C, D, E, F, G, H>['s7']], (A | B | C | D | E | F | G | H)['hi'],
      [A, B, C, D, E, F, G, H]>>;
};
/** The sum of eight counts. */
export type Add8<A, B, C, D, E, F, G, H> =
  [A, B, C, D, E, F, G, H, 'all'] extends (
    [
      infer A extends AnyCount,
      infer B extends AnyCount,
      infer C extends AnyCount,
      infer D extends AnyCount,
      infer E extends AnyCount,
      infer F extends AnyCount,
      infer G extends AnyCount,
      infer H extends AnyCount,
      infer K extends 'all',
    ]
  ) ?
    Sum8<A, B, C, D, E, F, G, H>[K]
  : UnknownCount;

/**
 * The digits of a sum above the lowest eight. If a lower digit is unknown, so is the whole sum, and this part need not
 * be added.
 */
type HighOfSum<Carry extends string, Hi, Each> =
  Carry | Hi extends '' | 0 ? 0
  : string extends Carry ? 0
  : AddHigh<Each, Count<Carry, '', '', '', '', '', '', '', 0>>;
type AddHigh<Each, Acc> =
  Each extends readonly [infer A extends AnyCount, ...infer R] ?
    AddHigh<R, A['hi'] extends AnyCount ? Add2<Acc, A['hi']> : Acc>
  : Acc;
