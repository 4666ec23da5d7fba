import type { Add2 } from '../arithmetic/count.ts';
import type {
  AnyDim,
  AnyShortDim,
  BadDim,
  CountOfDim,
  DimOf,
  NumberLiteral,
  ShortDim,
  ToNumber,
  Unpadded,
} from '../arithmetic/number.ts';
import type { ProductOfDims, TimesDigit } from '../arithmetic/product.ts';
import type { Quotient } from '../arithmetic/quotient.ts';

// `& number`, like `infer N extends number`, lets a result be used as a dimension while `A` and `B` are open.

/** A times B: a literal if both are literals, otherwise `number`. */
export type ProductOf<A extends number, B extends number> =
  MultiplyDims<DimOf<A>, DimOf<B>> extends infer N extends number ? N : never;
type MultiplyDims<A extends AnyDim, B extends AnyDim> =
  A extends AnyShortDim ?
    B extends AnyShortDim ?
      A extends ShortDim<infer D extends string, '0', '0', '0', string> ?
        NumberLiteral<Unpadded<TimesDigit<D, B>['text']>>
      : ToNumber<ProductOfDims<A, B>>
    : IfBothDims<A, B, ToNumber<ProductOfDims<A, B>>>
  : IfBothDims<A, B, ToNumber<ProductOfDims<A, B>>>;
/** A plus B: a literal if both are literals, otherwise `number`. */
export type SumOf<A extends number, B extends number> = IfBothDims<
  DimOf<A>,
  DimOf<B>,
  ToNumber<Add2<CountOfDim<A>, CountOfDim<B>>>
> &
  number;
/**
 * A divided by B, or `never` if there is a remainder. A literal if both are literals, otherwise `number`.
 */
export type QuotientOf<A extends number, B extends number> = IfBothDims<
  DimOf<A>,
  DimOf<B>,
  Quotient<CountOfDim<A>, CountOfDim<B>>
> &
  number;
/** `Result`, or `never` if `A` or `B` is not a dimension. */
type IfBothDims<A, B, Result> =
  A extends BadDim ? never
  : B extends BadDim ? never
  : Result;
