import type { Add2 } from './count.ts';
import type { AnyDim, AnySmall, Bad, CountOfDim, DimOf, Literal, Small, ToNumber, Unpadded } from './number.ts';
import type { ProductOfDims, TimesDigit } from './product.ts';
import type { Quotient } from './quotient.ts';

// `& number` lets a result stand as a dimension while A and B are still generic.

/** A times B, as a literal where both are. */
export type ProductOf<A extends number, B extends number> =
  Multiplied<DimOf<A>, DimOf<B>> extends infer N extends number ? N : never;
type Multiplied<A extends AnyDim, B extends AnyDim> =
  A extends AnySmall ?
    B extends AnySmall ?
      A extends Small<infer D extends string, '0', '0', '0', string> ?
        Literal<Unpadded<TimesDigit<D, B>['text']>>
      : ToNumber<ProductOfDims<A, B>>
    : Sound<A, B, ToNumber<ProductOfDims<A, B>>>
  : Sound<A, B, ToNumber<ProductOfDims<A, B>>>;
/** A plus B. */
export type SumOf<A extends number, B extends number> = Sound<
  DimOf<A>,
  DimOf<B>,
  ToNumber<Add2<CountOfDim<A>, CountOfDim<B>>>
> &
  number;
/** A divided by B; `never` where it leaves a remainder. A literal up to 99999999 / 9999999, `number` above. */
export type QuotientOf<A extends number, B extends number> = Sound<
  DimOf<A>,
  DimOf<B>,
  Quotient<CountOfDim<A>, CountOfDim<B>>
> &
  number;
/** What comes of two dimensions, where both are any. */
type Sound<A, B, Result> =
  A extends Bad ? never
  : B extends Bad ? never
  : Result;
