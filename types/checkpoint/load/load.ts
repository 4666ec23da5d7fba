import type { ArrayTypeOf } from '../../array/kind.ts';
import type { FlatOf } from '../../view/flat.ts';

/** The result of `load`: the array given as `into`, or a new array of the kind given as `type`. */
export type Loaded<L, O> =
  O extends { readonly into: infer A extends object } ? A
  : O extends { readonly type: ArrayTypeOf<infer A> } ? FlatOf<L, A>
  : FlatOf<L>;
