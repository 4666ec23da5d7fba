// No twin in src: at run time a vector is a plain typed array.
import type { PlainOf } from '../view/flat.ts';
import type { SelectedLength } from './selection.ts';

/** The selected elements of a flat array of kind `A`, one after the other. */
export type Vector<S, P, X, A> = PlainOf<A> & { readonly length: SelectedLength<S, P, X> };

/**
 * The type of a parameter that takes a vector for a selection. For one of another literal length it is a sentence. The
 * run time judges a vector whose length is only `number`.
 */
// The compiler infers `V` from the first branch. It looks the other up by name and does not infer from it.
export type VectorIn<S, P, X, V> = 0 extends 1 & V ? V : VectorParameter<S, P, X, V>[VectorCase<V>];
type VectorCase<V> =
  V extends { readonly length: infer M } ?
    number extends M ?
      'unknown'
    : 'known'
  : 'unknown';
interface VectorParameter<S, P, X, V> {
  unknown: V;
  known: number extends SelectedLength<S, P, X> ? V
  : V[keyof V & 'length'] extends SelectedLength<S, P, X> ? V
  : WrongVectorLength<SelectedLength<S, P, X>, V[keyof V & 'length'] & number>;
}
type WrongVectorLength<
  Expected extends number,
  Found extends number,
> = `a vector of length ${Expected} was expected, found one of ${Found}`;
