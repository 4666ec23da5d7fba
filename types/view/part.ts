import type { SubSchema } from '../place/sub.ts';
import type { FlatOver, PlainOf } from './flat.ts';

/** A flat array of the subtree at a path, of the kind of a flat array of the whole; of several paths, or an open index, one for each schema. */
// `infer` holds the recursion back while the schema is a type parameter.
export type PartOf<S, P extends string, A> =
  string extends P ? FlatOver<unknown, PlainOf<A>>
  : [S, P, A] extends [infer N, infer Q extends string, infer B] ?
    [SubSchema<N, Q>] extends [infer T] ?
      T extends unknown ?
        FlatOver<T, PlainOf<B>>
      : never
    : never
  : never;
