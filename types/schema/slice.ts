// No twin in src: resolveTies in src/schema/tie.ts makes the node of a slice.
import type { Add2, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { DifferenceOf } from '../arithmetic/difference.ts';
import type { ExtentOf } from '../arithmetic/extent.ts';
import type { CountOfDim } from '../arithmetic/number.ts';
import type { Product } from '../arithmetic/product.ts';
import type { IsLowerNumber } from './indices.ts';
import type { BadSlice, ShapeText } from './issues.ts';
import type { Shape, TiedAt, TiedRows } from './markers.ts';

/** The shape of the slice of a leaf of shape `S` that a tie names. */
export type SliceShape<N, S> =
  N extends TiedRows<string, readonly [infer A extends number, infer B extends number]> ?
    S extends readonly [number, ...infer R extends Shape] ?
      readonly [DifferenceOf<B, A>, ...R]
    : Shape
  : N extends TiedAt<string, infer I> ? ShapeAt<S, I>
  : never;
type ShapeAt<S, I> =
  I extends readonly [number, ...infer J] ?
    S extends readonly [number, ...infer R] ?
      ShapeAt<R, J>
    : Shape
  : I extends readonly [] ? readonly [...Extract<S, Shape>]
  : Shape;

/** Where that slice starts in the leaf, as a count of elements. */
// `infer` tells the compiler that the result is a count, as in `CountOf`.
export type SliceStart<N, S> = StartOf<N, S> extends infer C extends AnyCount ? C : UnknownCount;
type StartOf<N, S> =
  N extends TiedRows<string, readonly [infer A extends number, number]> ?
    S extends readonly [number, ...infer R] ?
      Product<ExtentOf<R>['count'], CountOfDim<A>>
    : UnknownCount
  : N extends TiedAt<string, infer I> ? StartAt<S, I, Zero>
  : Zero;
type StartAt<S, I, C> =
  I extends readonly [infer A, ...infer J] ?
    S extends readonly [number, ...infer R] ?
      StartAt<R, J, Add2<C, Product<ExtentOf<R>['count'], CountOfDim<A>>>>
    : UnknownCount
  : I extends readonly [] ? C
  : UnknownCount;

/** The issue with a tie to a slice of a node `T`, or `never`. Indices of type `number` are checked at run time. */
export type SliceIssue<N, P extends string, T> =
  T extends Shape ?
    IsInside<N, T> extends true ?
      never
    : IssueOfSlice<N, P, `a leaf of shape [${ShapeText<T>}]`>
  : IssueOfSlice<N, P, 'a subtree'>;
type IssueOfSlice<N, P extends string, Found extends string> =
  N extends TiedRows<string, infer R> ? BadSlice<'.rows', ShapeText<R>, P, Found>
  : N extends TiedAt<string, infer I> ? BadSlice<'.at', ShapeText<I>, P, Found>
  : never;
type IsInside<N, T> =
  N extends TiedRows<string, readonly [infer A extends number, infer B extends number]> ?
    T extends readonly [infer D extends number, ...unknown[]] ?
      true extends IsPast<A, B> | IsPast<B, D> ?
        false
      : true
    : T extends readonly [] ? false
    : true
  : N extends TiedAt<string, infer I> ? AreIndices<I, T>
  : true;
type AreIndices<I, T> =
  I extends readonly [infer A extends number, ...infer J] ?
    T extends readonly [infer D extends number, ...infer R] ?
      number extends A | D ? AreIndices<J, R>
      : IsPast<A, D> extends true ? false
      : A extends D ? false
      : AreIndices<J, R>
    : T extends readonly [] ? false
    : true
  : true;
/** Whether `A` is greater than `B`; false if one of them is not a literal. */
export type IsPast<A extends number, B extends number> = number extends A | B ? false : IsLowerNumber<`${B}`, `${A}`>;
