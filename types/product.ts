import type { Add2, AnyCount, Count, DigitsOf, One, Zero } from './count.ts';
import type { Ones, Row, Tens, TimesOnes, TimesTens } from './tally.ts';

/** Four digits in marks, the lowest first. */
type Group<A, B, C, D> = { 0: A; 1: B; 2: C; 3: D };

type AnyGroup = { 0: string; 1: string; 2: string; 3: string };

/** The product of two groups of four digits, as eight digits: long multiplication with one template literal a column. */
// prettier-ignore
type Times<
  A extends AnyGroup, B extends AnyGroup,
  B0 extends string = B[0], B1 extends string = B[1], B2 extends string = B[2], B3 extends string = B[3],
  O0 extends Row = TimesOnes[A[0]], T0 extends Row = TimesTens[A[0]],
  O1 extends Row = TimesOnes[A[1]], T1 extends Row = TimesTens[A[1]],
  O2 extends Row = TimesOnes[A[2]], T2 extends Row = TimesTens[A[2]],
  O3 extends Row = TimesOnes[A[3]], T3 extends Row = TimesTens[A[3]],
  S0 extends string = `${O0[B0]}`,
  S1 extends string = `${Tens[S0]}${O0[B1]}${O1[B0]}${T0[B0]}`,
  S2 extends string = `${Tens[S1]}${O0[B2]}${O1[B1]}${O2[B0]}${T0[B1]}${T1[B0]}`,
  S3 extends string = `${Tens[S2]}${O0[B3]}${O1[B2]}${O2[B1]}${O3[B0]}${T0[B2]}${T1[B1]}${T2[B0]}`,
  S4 extends string = `${Tens[S3]}${O1[B3]}${O2[B2]}${O3[B1]}${T0[B3]}${T1[B2]}${T2[B1]}${T3[B0]}`,
  S5 extends string = `${Tens[S4]}${O2[B3]}${O3[B2]}${T1[B3]}${T2[B2]}${T3[B1]}`,
  S6 extends string = `${Tens[S5]}${O3[B3]}${T2[B3]}${T3[B2]}`,
  S7 extends string = `${Tens[S6]}${T3[B3]}`,
> = Count<Ones[S0], Ones[S1], Ones[S2], Ones[S3], Ones[S4], Ones[S5], Ones[S6], Ones[S7]>;

/** A number's digits in groups of four, the lowest group first. */
type Groups<Digits> = Digits extends readonly [infer A, infer B, infer C, infer D, ...infer R]
  ? R extends readonly []
    ? [Group<A, B, C, D>]
    : [Group<A, B, C, D>, ...Groups<R>]
  : Digits extends readonly [infer A, infer B, infer C]
    ? [Group<A, B, C, ''>]
    : Digits extends readonly [infer A, infer B]
      ? [Group<A, B, '', ''>]
      : Digits extends readonly [infer A]
        ? [Group<A, '', '', ''>]
        : [];

/** The same of a count. */
type GroupsOf<C extends AnyCount> = [C[4], C[5], C[6], C[7], C['hi']] extends ['', '', '', '', 0]
  ? [Group<C[0], C[1], C[2], C[3]>]
  : [
      Group<C[0], C[1], C[2], C[3]>,
      Group<C[4], C[5], C[6], C[7]>,
      ...(C['hi'] extends AnyCount ? GroupsOf<C['hi']> : []),
    ];

/** A count times 10^4. */
type Shift<C extends AnyCount> = Count<'', '', '', '', C[0], C[1], C[2], C[3], Upper<C>>;
type Upper<C extends AnyCount> = C['hi'] extends AnyCount
  ? Count<C[4], C[5], C[6], C[7], C['hi'][0], C['hi'][1], C['hi'][2], C['hi'][3], Upper<C['hi']>>
  : [C[4], C[5], C[6], C[7]] extends ['', '', '', '']
    ? 0
    : Count<C[4], C[5], C[6], C[7], '', '', '', ''>;

type AnyGroups = readonly AnyGroup[];

/** Groups times one group, by Horner's rule. */
type Scale<A extends AnyGroups, G extends AnyGroup> = A extends readonly [
  infer H extends AnyGroup,
  ...infer R extends AnyGroups,
]
  ? R extends readonly []
    ? Times<H, G>
    : Add2<Times<H, G>, Shift<Scale<R, G>>>
  : Zero;
type Multiply<A extends AnyGroups, B extends AnyGroups> = B extends readonly [
  infer G extends AnyGroup,
  ...infer R extends AnyGroups,
]
  ? R extends readonly []
    ? Scale<A, G>
    : Add2<Scale<A, G>, Shift<Multiply<A, R>>>
  : Zero;

/** A dimension's groups, computed once for each literal; `number` for what is not one literal. */
type DimGroups<D> =
  IsUnion<D> extends true
    ? number
    : D extends number
      ? DigitsOf<`${D}`> extends infer T extends readonly string[]
        ? Groups<T>
        : number
      : number;
type IsUnion<D, All = D> = D extends unknown ? ([All] extends [D] ? false : true) : never;

/** A dimension as a count. */
export type CountOfDim<D> = DimGroups<D> extends infer G extends AnyGroups ? FromGroups<G> : number;
type FromGroups<G extends AnyGroups> = G extends readonly [
  infer A extends AnyGroup,
  infer B extends AnyGroup,
  ...infer R extends AnyGroups,
]
  ? Count<A[0], A[1], A[2], A[3], B[0], B[1], B[2], B[3], R extends readonly [] ? 0 : FromGroups<R>>
  : G extends readonly [infer A extends AnyGroup]
    ? Count<A[0], A[1], A[2], A[3], '', '', '', ''>
    : Zero;

/** A count times a dimension; `number` where either is not known. */
export type Scaled<C, D> = C extends AnyCount
  ? DimGroups<D> extends infer G extends AnyGroups
    ? GroupsOf<C> extends infer A extends AnyGroups
      ? Multiply<A, G>
      : never
    : number
  : number;

/** The number of elements of a shape, as a count: 1 for `[]`, `number` where a dimension is not one literal. */
export type CountOfShape<S> = S extends readonly [infer D]
  ? CountOfDim<D>
  : S extends readonly []
    ? One
    : S extends readonly [infer D, ...infer R]
      ? ScaledAll<R, CountOfDim<D>>
      : number;
type ScaledAll<R, C> = R extends readonly [infer D, ...infer Rest] ? ScaledAll<Rest, Scaled<C, D>> : C;
