import type { HasSchema } from './mark.ts';

/** The schema language as plain data. Marker keys start with a dot, which no struct key may hold. */

/** The same memory as the leaf or subtree at `P`; owns nothing. */
export interface Tied<out P extends string> {
  readonly '.tied': P;
}
/** The same memory as the matrix at `P`, read as its transpose. */
export interface TiedTransposed<out P extends string> {
  readonly '.tied': P;
  readonly '.transpose': true;
}
/** `N` equal blocks with one stride. */
export interface Repeat<out N extends number, out S> {
  readonly '.repeat': N;
  readonly '.of': S;
}
/** A struct whose fields lie in the order given. */
export interface Ordered<out E extends readonly (readonly [string, unknown])[]> {
  readonly '.ordered': E;
}
/** A tuple of schemas that may be empty. */
export interface Tuple<out E extends readonly unknown[]> {
  readonly '.tuple': E;
}
/** A subtree whose inner ties resolve inside it. */
export interface Scope<out S> {
  readonly '.scope': S;
}

export type AnyTied = Tied<string>;

// The families of markers. A walk over a schema asks for a family and not for a marker, so a new marker of a family
// is added here and no walk changes. A second name costs the compiler nothing, where an alias of one marker would
// cost an instantiation in each walk; a family of two is an alias: `type Listed<E> = Tuple<E> | Other<E>`.

/**
 * Markers that hold one schema `K` times; markers that hold a list of schemas; markers that hold pairs of a key and a
 * schema.
 */
export type { Ordered as Keyed, Repeat as Repeated, Tuple as Listed };
/** Markers that hold one schema in which its own ties resolve; a layout is one. */
export type AnyScoped = Scope<unknown> | HasSchema<unknown>;

export type Marker =
  | AnyTied
  | Repeat<number, unknown>
  | Ordered<readonly (readonly [string, unknown])[]>
  | Tuple<readonly unknown[]>
  | AnyScoped;

/** A shape: sizes of the dimensions, row-major; `[]` is a scalar. */
export type Shape = readonly number[];

/** The schema under a scope, or that of a layout used as one. */
export type Inner<N> =
  N extends Scope<infer S> ? S
  : N extends HasSchema<infer S> ? S
  : never;
