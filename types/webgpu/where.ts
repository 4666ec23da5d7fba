// No twin in src: src/webgpu/ranges.ts finds the ranges.
import type { PathParameter } from '../place/path-parameter.ts';
import type { SlotAt } from '../place/slot.ts';
import type { LengthOfSelection, SchemaOfSelection, SelectionLike } from '../select/vector.ts';
import type { FlatSchemaOf, Marked } from '../view/flat.ts';
import type { LayoutLike, SchemaOf } from '../place/layout-like.ts';
import type { OtherSelection } from './issues.ts';

/** What names elements of a flat array: a path, or a selection as `select` returns it. */
export type Where = string | SelectionLike;

/** The type of a parameter that takes a path or a selection of a layout. For a wrong one, it is a sentence. */
// The compiler infers `W` from the branch that is `W`, as in `PathIn`.
export type WhereIn<W, C extends AnyWhereCheck> =
  ([C['wrong']] extends [never] ? 'found' : 'missing') extends 'missing' ? C[WhereBranch<W>] : W;
type WhereBranch<W> =
  W extends string ?
    string extends W ?
      'where'
    : 'missing'
  : 'other';
interface AnyWhereCheck {
  readonly where: unknown;
  readonly wrong: unknown;
  readonly missing: unknown;
  readonly other: unknown;
}
/** The check of a path or a selection. */
export interface WhereCheck<in out L extends LayoutLike, in out W> {
  readonly where: W;
  readonly wrong: W extends string ? PathParameter<SchemaOf<L>, W>['wrong'] : WrongSelection<FlatSchemaOf<L>, W>;
  readonly missing: W extends string ? PathParameter<SchemaOf<L>, W>['missing'] : never;
  readonly other: OtherSelection;
}
/** A selection whose layout has another schema. */
type WrongSelection<S, W> =
  unknown extends S ? never
  : unknown extends SchemaOfSelection<W> ? never
  : [Marked<SchemaOfSelection<W>>] extends [Marked<S>] ? never
  : W;

/** The number of elements at a path or in a selection: a literal, where the compiler knows it. */
export type LengthAt<L, W> =
  W extends string ?
    string extends W ?
      number
    : LengthOfSlot<SlotAt<SchemaOf<L>, W>>
  : LengthOfSelection<W>;
type LengthOfSlot<T> = T extends { readonly length: infer N extends number } ? N : number;
