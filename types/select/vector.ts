// No twin in src: at run time a vector is a plain typed array.
import type { ElementRange } from '../place/range.ts';
import type { PlainOf } from '../view/flat.ts';
import type { SelectionIn } from './selection.ts';

/**
 * A selection, reduced to what a loop needs of it. It has no `length`, which the compiler would compute to compare it.
 */
export interface SelectionLike {
  readonly ranges: readonly ElementRange[];
  readonly flatLength: number;
}

/** The schema of the layout of a selection, or of each of a union of selections. */
export type SchemaOfSelection<Z> = Z extends SelectionIn<infer S, infer _P, infer _X> ? S : unknown;

/** The number of selected elements. */
export type LengthOfSelection<Z> = Z extends { readonly length: infer N extends number } ? N : number;

/** The selected elements of a flat array of kind `A`, one after the other. */
export type Vector<Z, A> = PlainOf<A> & { readonly length: LengthOfSelection<Z> };

/**
 * The type of a parameter that takes a vector for a selection. For one of another literal length it is a sentence. The
 * run time judges a vector whose length is only `number`.
 */
// The compiler infers `V` from the first branch. It looks the other up by name and does not infer from it.
export type VectorIn<Z, V> = 0 extends 1 & V ? V : VectorParameter<Z, V>[VectorCase<V>];
// Distributive, as `FlatCase` of types/view/flat.ts.
type VectorCase<V> =
  V extends { readonly length: infer M } ?
    number extends M ?
      'unknown'
    : 'known'
  : 'unknown';
interface VectorParameter<Z, V> {
  unknown: V;
  known: number extends LengthOfSelection<Z> ? V
  : V[keyof V & 'length'] extends LengthOfSelection<Z> ? V
  : WrongVectorLength<LengthOfSelection<Z>, V[keyof V & 'length'] & number>;
}
type WrongVectorLength<
  Expected extends number,
  Found extends number,
> = `a vector of length ${Expected} was expected, found one of ${Found}`;
