// No twin in src: the run time checks sizes while it computes them, in size.ts and compile.ts.
import type { AnyCount, Count } from '../arithmetic/count.ts';
import type { ExtentOf } from '../arithmetic/extent.ts';
import type { CountOfDim, DimOf, TextOf } from '../arithmetic/number.ts';
import type { IsLowerNumber } from './indices.ts';
import type { BadCount, BadDimension, BadLength, BadProduct, NotASchema } from './issues.ts';

// An issue is a sentence, and `never` means that there is none. The sentences here do not say where the issue is. So
// the compiler checks a shape or a count once, wherever it stands. explain.ts adds the places.

/**
 * At most eleven digits. A product with so few is below 10^11, and it takes 90,000 such leaves to exceed
 * Number.MAX_SAFE_INTEGER: the compiler need not compute the product.
 */
type FewDigits =
  | ''
  | '|'
  | '||'
  | '|||'
  | '||||'
  | '|||||'
  | '||||||'
  | '|||||||'
  | '||||||||'
  | '|||||||||'
  | '||||||||||'
  | '|||||||||||';

/** Not an issue, but the shape is so large that the sums must be checked. */
export type LargeShape = 'large';
/** `LargeShape` for a number of digits, in marks, with which the sums must be checked. */
export type LargeWidth<Width extends string> = Width extends FewDigits ? never : LargeShape;
/**
 * The issue with a shape, or `LargeShape`. `Scale` is the number of digits of the repeat counts around it, in marks.
 */
export type ShapeIssue<N extends readonly number[], Scale extends string> =
  `${Scale}${ExtentOf<N>['width']}` extends FewDigits ? never
  : DimensionIssues<N> extends never ?
    ExtentOf<NoZeros<N>>['count'] extends infer C extends AnyCount ?
      IsSafe<C> extends true ?
        LargeShape
      : BadProduct<TextOf<C>>
    : never
  : DimensionIssues<N>;
/** Checks one dimension at a time: in a union of them, a dimension of type `never` would be lost. */
type DimensionIssues<N extends readonly number[]> = { [I in keyof N]: DimensionIssue<N[I]> }[number];
type NoZeros<N> = { [K in keyof N]: N[K] extends 0 ? 1 : N[K] };
/** The number of digits of a dimension or a repeat count, in marks. */
export type DimWidth<K> = DimOf<K>['width'];

type DimensionIssue<D> =
  [D] extends [never] ? BadDimension<'never'>
  : D extends number ?
    IsDimension<D> extends true ?
      never
    : BadDimension<`${D}`>
  : never;
/** Whether a number can be a dimension, a count or an index; true for `number`. */
export type IsDimension<D extends number> =
  number extends D ? true
  : DimOf<D>['width'] extends 'bad' ? false
  : IsSafe<CountOfDim<D>>;
/** The issue with the count of a repeat. */
export type RepeatCountIssue<K> =
  DimWidth<K> extends FewDigits ? never
  : [K] extends [never] ? BadCount<'never'>
  : K extends number ?
    IsDimension<K> extends true ?
      never
    : BadCount<`${K}`>
  : never;
/** The issue with the length of a node. */
export type LengthIssue<C extends AnyCount> = IsSafe<C> extends true ? never : BadLength<TextOf<C>>;

/** Whether a count is at most Number.MAX_SAFE_INTEGER; true for an unknown count. */
type IsSafe<C extends AnyCount> =
  C extends Count<string, string, string, string, string, string, string, string, 0> ? true
  : IsLowerNumber<TextOf<C>, '9007199254740992'>;

/** The issue with something that is no schema, named as `typeof` names it. */
export type NodeIssue<N> = NotASchema<
  [N] extends [never] ? 'never'
  : N extends string ? 'string'
  : N extends number ? 'number'
  : N extends boolean ? 'boolean'
  : N extends bigint ? 'bigint'
  : N extends symbol ? 'symbol'
  : N extends undefined ? 'undefined'
  : N extends null ? 'null'
  : N extends Function ? 'function'
  : 'something else'
>;
