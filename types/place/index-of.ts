import type { Add2, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { CountOfDim, ToNumber } from '../arithmetic/number.ts';
import type { Product } from '../arithmetic/product.ts';
import type { SumOf } from '../schema/dim.ts';
import type { HasSchema } from '../schema/layout-mark.ts';
import type { ReversedShape } from '../schema/strides.ts';
import type { Length } from '../schema/memory.ts';
import type { NamedPlace, ParsedLabel, ParseLabel, SplitIndices } from './label.ts';
import type { Offset } from './offset.ts';
import type { FoundPlace } from './place.ts';
import type { ElementRange } from './range.ts';

/** What `indexOf` returns: a literal index or range for a literal label. */
export type LabelIndexOf<L, P extends string> =
  [L, P] extends [HasSchema<infer S>, infer Q extends string] ? LabelIndex<S, Q> : never;
type LabelIndex<S, P extends string> =
  P extends unknown ?
    string extends P ? number | ElementRange
    : unknown extends S ? number | ElementRange
    : IndexAt<S, ParseLabel<S, P>>
  : never;
type IndexAt<S, Parsed> =
  Parsed extends ParsedLabel<infer P extends string, infer I> ?
    I extends string ?
      ElementAt<NamedPlace<S, P>, I, S, P>
    : PlaceRange<NamedPlace<S, P>, S, P>
  : never;

/** The index of a scalar, or the range of anything else. */
type PlaceRange<F, S, P extends string> =
  F extends FoundPlace<infer N, infer _, boolean> ?
    unknown extends N ? number | ElementRange
    : N extends readonly [] ? Offset<S, P>
    : N extends readonly number[] ?
      number extends N['length'] ?
        number | ElementRange
      : RangeAt<Offset<S, P>, Length<N>>
    : RangeAt<Offset<S, P>, Length<N>>
  : never;
// Without a name, so that editors and declaration files show the numbers.
type RangeAt<Start extends number, N extends number> = { readonly start: Start; readonly end: SumOf<Start, N> };

/** The index of an element. A leaf that is read as its transpose has its dimensions in reverse order in memory. */
type ElementAt<F, I extends string, S, P extends string> =
  F extends FoundPlace<infer N, infer _, infer T> ?
    ElementCount<
      T extends true ? ReversedShape<SplitIndices<I>> : SplitIndices<I>,
      T extends true ? ReversedShape<N> : N
    > extends infer C extends AnyCount ?
      ToNumber<Add2<CountOfDim<Offset<S, P>>, C>>
    : never
  : never;
/** Horner's rule: (i × the second dimension + j) × the third + k. */
type ElementCount<I, Shape, Acc extends AnyCount = Zero> =
  [I, Shape] extends [readonly [infer A, ...infer MoreI], readonly [infer D, ...infer MoreD]] ?
    // The first dimension has no part in it, and may be a `number`.
    ElementCount<MoreI, MoreD, Acc extends Zero ? CountOfIndex<A> : Add2<Product<Acc, CountOfDim<D>>, CountOfIndex<A>>>
  : [I, Shape] extends [readonly [], readonly []] ? Acc
  : UnknownCount;
type CountOfIndex<I> = I extends `${infer N extends number}` ? CountOfDim<N> : UnknownCount;
