import type { AddFields, EditedSchema } from './edit.ts';
import type { MergedNode, RootFields } from './merge.ts';

/** The schema that `extend` returns. */
export type ExtendedSchema<S, P, F> = EditedSchema<S, P, AddFields<F>>;
/** The schema that `extend` returns without a pattern: the fields go to the root. */
// `infer` holds the recursion back while the schema is open.
export type ExtendedRoot<S, F> = [S, F] extends [infer N, infer G] ? MergedNode<N, RootFields<G>> : never;
