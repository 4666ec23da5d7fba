import type { HasSchema } from '../../types/schema/layout-mark.ts';
import type {
  Aligned,
  Ordered,
  Repeat,
  Scope,
  Shape,
  Tied,
  TiedAt,
  TiedRows,
  TiedTransposed,
  Tuple,
} from '../../types/schema/markers.ts';

/**
 * Returns its argument and keeps its literal types. Use it for a schema that a variable holds before it reaches
 * `layout`; without it the sizes widen to `number`.
 *
 * @example
 * const mechanism = schema({ alpha: [], rates: [3] });
 * layout({ ...mechanism, network: [4, 4] }).length; // 20, as a type too
 */
export function schema<const S>(value: S): S {
  return value;
}

/**
 * Shares the memory of the leaf or subtree at `path`. With `transpose`, reads the matrix at `path` as its transpose.
 * With `rows: [start, end]`, shares only the rows from `start` to before `end` of the leaf at `path`. With `at: [i]`,
 * shares only the part at index `i` of the first dimension, and `at: [i, j]` adds an index of the second. The shape of
 * the part lacks these dimensions. The path starts at the root of the schema, or of the enclosing `scope`.
 *
 * @example
 * const autoencoder = layout({ encoder: [3, 2], decoder: tied('encoder', { transpose: true }) });
 * autoencoder.length; // 6, as a type too
 * autoencoder.at('decoder').shape; // [2, 3], as a type too
 *
 * const fused = layout({ qkv: [6, 2], k: tied('qkv', { rows: [2, 4] }), first: tied('qkv', { at: [0] }) });
 * fused.at('k').offset; // 4, as a type too
 * fused.at('first').shape; // [2], as a type too
 */
export function tied<const P extends string>(path: P): Tied<P>;
export function tied<const P extends string>(path: P, options: { readonly transpose: true }): TiedTransposed<P>;
export function tied<const P extends string, const R extends readonly [start: number, end: number]>(
  path: P,
  options: { readonly rows: R },
): TiedRows<P, R>;
export function tied<const P extends string, const I extends readonly number[]>(
  path: P,
  options: { readonly at: I },
): TiedAt<P, I>;
export function tied(path: string, options: Readonly<Record<string, unknown>> = {}): Tied<string> {
  // An unknown option becomes a key that no marker has, so the layout refuses it.
  return Object.fromEntries([['.tied', path], ...Object.entries(options).map(([key, value]) => [`.${key}`, value])]);
}

/**
 * Repeats a schema: `count` equal blocks that lie one after another with one stride.
 *
 * @example
 * layout({ h: repeat(12, { weight: [4, 4], bias: [4] }) }).at('h.3.bias').offset; // 60, as a type too
 */
export function repeat<const N extends number, const S>(count: N, of: S): Repeat<N, S> {
  return { '.repeat': count, '.of': of };
}

/**
 * A struct whose fields lie in the given order. The fields of a plain object lie in code-unit order of their keys.
 *
 * @example
 * layout(ordered(['weight', [2, 3]], ['bias', [2]])).at('bias').offset; // 6, as a type too
 */
export function ordered<const E extends readonly (readonly [string, unknown])[]>(...fields: E): Ordered<E> {
  return { '.ordered': fields };
}

/**
 * A tuple of schemas, in index order. Unlike an array it may be empty.
 *
 * @example
 * layout({ layers: tuple(dense(2, 3), dense(3, 1)) }).at('layers.1.weight').shape; // [1, 3], as a type too
 */
export function tuple<const E extends readonly unknown[]>(...items: E): Tuple<E> {
  return { '.tuple': items };
}

/**
 * A subtree whose own ties resolve inside it. Ties from outside may name a path inside it.
 *
 * @example
 * const two = layout({ part: scope({ w: [2], again: tied('w') }), probe: tied('part.w') });
 * two.at('part.again').tiedTo; // 'part.w', as a type too
 */
export function scope<const S>(inner: S): Scope<S> {
  return { '.scope': inner };
}

/**
 * A schema whose leaves all begin at a multiple of `align` elements, a power of two up to 2^30. Each leaf, each block
 * of a repeat and the schema itself take a multiple of `align` as well. The elements between them are pads: zero, and
 * without a name. Use it for a part that a GPU binds alone; `layout(schema, { align })` aligns a whole layout.
 *
 * @example
 * const padded = layout({ alpha: [], net: aligned(64, { bias: [2], weight: [3, 2] }) });
 * padded.at('net.weight').offset; // 128, as a type too
 * padded.length; // 192, as a type too
 * padded.parameterCount; // 9, as a type too
 */
export function aligned<const A extends number, const S>(align: A, of: S): Aligned<A, S> {
  return { '.aligned': align, '.of': of };
}

export type { Aligned, HasSchema, Ordered, Repeat, Scope, Shape, Tied, TiedAt, TiedRows, TiedTransposed, Tuple };
