import type { FlatOver, PlainOf } from './flat.ts';
import type { SubSchema } from './sub.ts';

/** A flat array of the subtree at a path, of the kind of a flat array of the whole. */
export type PartOf<S, P extends string, A> = FlatOver<SubSchema<S, P>, PlainOf<A>>;
