import type { AnyCount, Count } from '../arithmetic/count.ts';
import type { ExtentOf } from '../arithmetic/extent.ts';
import type { CountOfDim, DimOf, TextOf } from '../arithmetic/number.ts';
import type { IsLowerNumber } from './indices.ts';
import type { BadCount, BadDimension, BadLength, BadProduct, NotASchema } from './issues.ts';

/**
 * What is wrong with one part of a schema, as a sentence, or `never`. A flaw does not say where it is: so the compiler
 * judges a shape or a key once, wherever it stands.
 */

/**
 * Eleven digits at most: below ninety thousand such leaves no sum can pass the safe maximum, and no product need be
 * computed.
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

/** Not a flaw: the shape is so large that sums have to be looked at. */
export type LargeShape = 'large';
/** A shape's flaw, or `Large`. `Scale` holds the digits of the repeats around it, in marks. */
export type ShapeIssue<N extends readonly number[], Scale extends string> =
  `${Scale}${ExtentOf<N>['width']}` extends FewDigits ? never
  : DimensionIssues<N> extends never ?
    ExtentOf<NoZeros<N>>['count'] extends infer C extends AnyCount ?
      IsSafe<C> extends true ?
        LargeShape
      : BadProduct<TextOf<C>>
    : never
  : DimensionIssues<N>;
/** One by one: in a union of them, `never` would be lost. */
type DimensionIssues<N extends readonly number[]> = { [I in keyof N]: DimensionIssue<N[I]> }[number];
type NoZeros<N> = { [K in keyof N]: N[K] extends 0 ? 1 : N[K] };
/** The number of a repeat's digits in marks. */
export type DimWidth<K> = DimOf<K>['width'];

type DimensionIssue<D> =
  [D] extends [never] ? BadDimension<'never'>
  : D extends number ?
    IsDimension<D> extends true ?
      never
    : BadDimension<`${D}`>
  : never;
type IsDimension<D extends number> =
  number extends D ? true
  : DimOf<D>['width'] extends 'bad' ? false
  : IsSafe<CountOfDim<D>>;
/** The flaw of a repeat's count. */
export type RepeatCountIssue<K> =
  DimWidth<K> extends FewDigits ? never
  : [K] extends [never] ? BadCount<'never'>
  : K extends number ?
    IsDimension<K> extends true ?
      never
    : BadCount<`${K}`>
  : never;
/** The flaw of a node's length. */
export type LengthIssue<C extends AnyCount> = IsSafe<C> extends true ? never : BadLength<TextOf<C>>;

/** Whether a count is at most Number.MAX_SAFE_INTEGER; true where it is not known. */
type IsSafe<C extends AnyCount> =
  C extends Count<string, string, string, string, string, string, string, string, 0> ? true
  : IsLowerNumber<TextOf<C>, '9007199254740992'>;

/** What was found where a schema should be, as `typeof` says it. */
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
