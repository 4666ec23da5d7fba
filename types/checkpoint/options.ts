import type { TypedArrayType } from '../array/kind.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type { Issue } from '../schema/issues.ts';
import type { FlatIn, FlatOf, FlatSchemaOf } from '../view/flat.ts';
import type { CheckNames } from './names.ts';

/** What is wrong with options for a layout, at the option that is wrong. `Known` are those that there are. */
export type CheckOptions<L, O, Known> = {
  readonly [K in keyof O]: K extends 'into' ? CheckInto<FlatSchemaOf<L>, O[K]>
  : K extends 'names' ? CheckNames<SchemaOf<L>, O[K]>
  : K extends keyof Known ? unknown
  : Issue<`there is no option '${K & string}'`>;
};
type CheckInto<S, A> = A extends undefined ? unknown : FlatIn<S, A>;

/** What `load` gives: what it was given to load into, or a new array of the type that was asked for. */
export type Loaded<L, O> =
  O extends { readonly into: infer A extends object } ? A
  : O extends { readonly type: TypedArrayType<infer A> } ? FlatOf<L, A>
  : FlatOf<L>;
