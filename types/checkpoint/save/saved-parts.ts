import type { NumberArray } from '../../array/kind.ts';
import type { LayoutLike } from '../../place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../view/flat.ts';
import type { NameFunction, NameMap, NamePair } from '../fit/names.ts';
import type { AnyMapping } from '../mapping/mapping.ts';
import type { SavedBits } from '../fit/bits.ts';
import type { CheckSaveOptions } from '../fit/options.ts';
import type { SavedDtype } from './saved-dtype.ts';

/** How to write one of several flat arrays. `A` is its kind. */
export interface SavedPartOptions<A = NumberArray> {
  /** A text before each name: `'optim.'`. */
  readonly prefix?: string | undefined;
  /** As for a single flat array. */
  readonly names?: NameMap | NameFunction | NamePair | undefined;
  readonly transpose?: readonly string[] | undefined;
  readonly mapping?: AnyMapping | undefined;
  /** The dtype to write, as for a single flat array. */
  readonly dtype?: SavedDtype<A> | { readonly [pattern: string]: SavedDtype<A> } | undefined;
  readonly bits?: SavedBits<A> | { readonly [pattern: string]: SavedBits<A> } | undefined;
}
/** A layout, its flat array, and how to write it. */
export type SavedPart = readonly [layout: LayoutLike, flat: NumberArray, options?: SavedPartOptions];

/** The issues of a list of parts, each at its part. */
export type CheckSavedParts<P> = { readonly [I in keyof P]: CheckSavedPart<P[I]> };
type CheckSavedPart<E> =
  E extends readonly [infer L, infer A, infer O] ?
    readonly [unknown, FlatIn<FlatSchemaOf<L>, A>, SavedPartOptions<A> & CheckSaveOptions<L, O, SavedPartOptions>]
  : E extends readonly [infer L, infer A] ? readonly [unknown, FlatIn<FlatSchemaOf<L>, A>]
  : unknown;
