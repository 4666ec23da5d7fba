import type { SchemaOf } from '../../place/layout-like.ts';
import type { AnyMapping } from '../mapping/mapping.ts';
import type { Issue } from '../../schema/issues.ts';
import type { FlatIn, FlatSchemaOf, Marked } from '../../view/flat.ts';
import type { CheckNames } from './names.ts';
import type { CheckDtypes, CheckTransposed } from './patterns.ts';

/** The issues of options, each at its option. `Known` has the options that exist. */
export type CheckOptions<L, O, Known> = {
  readonly [K in keyof O]: K extends 'into' ? CheckInto<FlatSchemaOf<L>, O[K]>
  : K extends 'names' ? CheckNames<SchemaOf<L>, O[K]>
  : K extends 'mapping' ? CheckMapping<FlatSchemaOf<L>, O[K]>
  : K extends 'transpose' ? CheckTransposed<SchemaOf<L>, O[K]>
  : K extends keyof Known ? unknown
  : Issue<`there is no option '${K & string}'`>;
};
// One condition, and not one for each member of the union: so the compiler decides it in generic code too.
type CheckMapping<S, M> =
  [M] extends [undefined | Marked<S> | Marked<unknown>] ? unknown
  : // A mapping without a mark is one that the compiler does not know; it is checked at run time.
  [keyof NonNullable<M>] extends [keyof AnyMapping] ? unknown
  : Issue<'the mapping is for another layout'>;
type CheckInto<S, A> = A extends undefined ? unknown : FlatIn<S, A>;

/** The issues of options of `save` and `update`, each at its option. `Known` has the options that exist. */
export type CheckSaveOptions<L, O, Known> = {
  readonly [K in keyof O]: K extends 'dtype' ? CheckDtypes<SchemaOf<L>, O[K]>
  : K extends 'names' ? CheckNames<SchemaOf<L>, O[K]>
  : K extends 'transpose' ? CheckTransposed<SchemaOf<L>, O[K]>
  : K extends 'mapping' ? CheckMapping<FlatSchemaOf<L>, O[K]>
  : K extends keyof Known ? unknown
  : Issue<`there is no option '${K & string}'`>;
};
