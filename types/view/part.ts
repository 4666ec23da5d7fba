import type { SubSchema } from '../place/sub.ts';
import type { FlatOver, PlainOf } from './flat.ts';

/**
 * The part of a flat array of kind `A` that belongs to the subtree at a path, as a flat array of that subtree. For a
 * union of paths or an index of type `number`, a union with one flat array for each schema.
 */
// `infer` holds the recursion back while the schema is open.
export type PartOf<S, P extends string, A> =
  string extends P ? FlatOver<unknown, PlainOf<A>>
  : [S, P, A] extends [infer N, infer Q extends string, infer B] ?
    [SubSchema<N, Q>] extends [infer T] ?
      T extends unknown ?
        FlatOver<T, PlainOf<B>>
      : never
    : never
  : never;
