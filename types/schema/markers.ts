import type { HasSchema } from './layout-mark.ts';

// The markers of the schema language, as plain data. The keys of markers start with a dot, which no key of a struct may
// contain.

/** Shares the memory of the leaf or subtree at the path `P`; owns no elements. */
export interface Tied<out P extends string> {
  readonly '.tied': P;
}
/** Shares the memory of the matrix at the path `P`, and reads it as its transpose. */
export interface TiedTransposed<out P extends string> {
  readonly '.tied': P;
  readonly '.transpose': true;
}
/** Shares the rows `R` of the leaf at the path `P`: from the first to the one after the last. */
export interface TiedRows<out P extends string, out R extends readonly [number, number]> {
  readonly '.tied': P;
  readonly '.rows': R;
}
/** Shares the part of the leaf at the path `P` whose first indices are `I`. */
export interface TiedAt<out P extends string, out I extends readonly number[]> {
  readonly '.tied': P;
  readonly '.at': I;
}
/** `N` equal blocks of schema `S`, one after the other. */
export interface Repeat<out N extends number, out S> {
  readonly '.repeat': N;
  readonly '.of': S;
}
/** A struct whose fields lie in the order given, and not in code-unit order. */
export interface Ordered<out E extends readonly (readonly [string, unknown])[]> {
  readonly '.ordered': E;
}
/** A list of schemas. It may be empty, where `[]` would be a scalar. */
export interface Tuple<out E extends readonly unknown[]> {
  readonly '.tuple': E;
}
/** A subtree whose ties resolve inside it. */
export interface Scope<out S> {
  readonly '.scope': S;
}

/** The schema `S` with pads: each leaf in it begins at a multiple of `A` elements. */
export interface Aligned<out A extends number, out S> {
  readonly '.aligned': A;
  readonly '.of': S;
}

export type AnyTied = Tied<string>;
/** A tie to a part of a leaf. */
export type AnySliced = TiedRows<string, readonly [number, number]> | TiedAt<string, readonly number[]>;

// The families of markers. A walk over a schema asks for a family and not for a marker, so a new marker of a family
// is added here and no walk changes. A second name costs the compiler nothing, where an alias of one marker would
// cost an instantiation in each walk; a family of two is an alias: `type Listed<E> = Tuple<E> | Other<E>`.

/**
 * `Repeated` holds one schema several times, `Listed` holds a list of schemas, `Keyed` holds a list of pairs of a key
 * and a schema.
 */
export type { Ordered as Keyed, Repeat as Repeated, Tuple as Listed };
/** Markers that hold one schema, in which its ties resolve. A layout is one of them. */
export type AnyScoped = Scope<unknown> | HasSchema<unknown>;
/** A marker that changes each leaf of the schema that it holds. `Unwrap` pushes it down to the children of a node. */
export type AnyAligned = Aligned<number, unknown>;

/** Any marker. */
export type Marker =
  | AnyTied
  | Repeat<number, unknown>
  | Ordered<readonly (readonly [string, unknown])[]>
  | Tuple<readonly unknown[]>
  | AnyAligned
  | AnyScoped;

/** A shape: the sizes of the dimensions, row-major. `[]` is a scalar. */
export type Shape = readonly number[];

/** The schema inside a scope, or that of a layout. */
export type Inner<N> =
  N extends Scope<infer S> ? S
  : N extends HasSchema<infer S> ? S
  : never;
