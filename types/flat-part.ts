import type { FlatOver, PlainOf } from './flat.ts';
import type { SubSchema } from './sub.ts';

/** A flat array of the subtree at a path, of the kind of a flat array of the whole; of several paths, or an open index, one for each schema. */
export type PartOf<S, P extends string, A> = [SubSchema<S, P>] extends [infer T] ? (T extends unknown ? FlatOver<T, PlainOf<A>> : never) : never;
