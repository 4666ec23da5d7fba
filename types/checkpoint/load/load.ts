import type { FlatOf } from '../../any-layout.ts';
import type { TypedArrayType } from '../../flat.ts';

/** What `load` gives: what it was given to load into, or a new array of the type that was asked for. */
export type Loaded<L, O> =
  O extends { readonly into: infer A extends object } ? A
  : O extends { readonly type: TypedArrayType<infer A> } ? FlatOf<L, A>
  : FlatOf<L>;
