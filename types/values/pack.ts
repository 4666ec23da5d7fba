import type { NumberArray } from '../array/kind.ts';
import type { LayoutSummary } from '../place/summary.ts';
import type { FlatCase, FlatFloat32, FlatIn, FlatParameter } from '../view/flat.ts';

/** The options of `pack`. */
export interface PackOptions<A> {
  /**
   * The flat array to write to, which keeps what it holds where the structure has no value. Without it `pack` makes a
   * new one, and the structure must be complete.
   */
  readonly into?: A | undefined;
  /** Whether one number may stand for all elements of a leaf. */
  readonly fill?: boolean | undefined;
}
/**
 * The type of a parameter that takes a flat array or options. Where the flat array does not fit, the sentence stands in
 * its place: for the parameter, or for the property `into` of the options.
 */
export type PackIn<S, A> = 0 extends 1 & A ? A : PackParameter<S, A>[PackCase<A>];
type PackCase<A> =
  A extends unknown ?
    A extends NumberArray ?
      FlatCase<A>
    : 'options'
  : never;
interface PackParameter<S, A> extends FlatParameter<S, A> {
  options: PackOptions<A extends { readonly into: infer I extends NumberArray } ? FlatIn<S, I> : NumberArray>;
}
/** The type of the flat array that `pack` has written to. */
export type Packed<S, A> = 0 extends 1 & A ? A : PackedByCase<S, A>[PackCase<A>];
interface PackedByCase<S, A> {
  unknown: A;
  plain: A;
  marked: A;
  options: A extends { readonly into: infer I extends NumberArray } ? I : FlatFloat32<LayoutSummary<S>, S>;
}
