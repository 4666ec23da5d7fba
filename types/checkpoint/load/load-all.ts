import type { ArrayTypeOf, NumberArray } from '../../array/kind.ts';
import type { LayoutLike } from '../../place/layout-like.ts';
import type { BitsDtype } from '../fit/bits.ts';
import type { CheckOptions } from '../fit/options.ts';
import type { NameFunction, NameMap, NamePair } from '../fit/names.ts';
import type { AnyMapping } from '../mapping/mapping.ts';
import type { Loaded } from './load.ts';

/** How to load one of several layouts. The options are those of `load`. */
export interface LoadedPartOptions {
  readonly into?: NumberArray | undefined;
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  /** As for `load`: the part's array holds the bits of short floats. */
  readonly bits?: boolean | BitsDtype | { readonly [pattern: string]: BitsDtype } | undefined;
  readonly prefix?: string | undefined;
  readonly names?: NameMap | NameFunction | NamePair | undefined;
  readonly transpose?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly mapping?: AnyMapping | undefined;
}
/** A layout to load, and how. */
export type LoadedPart = LayoutLike | readonly [layout: LayoutLike, options?: LoadedPartOptions];

/** The issues of a list of parts, each at its option. */
export type CheckLoadedParts<P> = {
  readonly [I in keyof P]: P[I] extends readonly [infer L, infer O] ?
    readonly [unknown, LoadedPartOptions & CheckOptions<L, O, LoadedPartOptions>]
  : unknown;
};

/** The flat arrays of a list of parts. */
export type LoadedAll<P> = { -readonly [I in keyof P]: LoadedFrom<P[I]> };
type LoadedFrom<E> =
  E extends readonly [infer L, infer O] ? Loaded<L, O>
  : E extends readonly [infer L] ? Loaded<L, {}>
  : Loaded<E, {}>;
