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
export type Marker =
  | AnyTied
  | Repeat<number, unknown>
  | Ordered<readonly (readonly [string, unknown])[]>
  | Tuple<readonly unknown[]>
  | Scope<unknown>
  | HasSchema<unknown>;

/** A shape: sizes of the dimensions, row-major; `[]` is a scalar. */
export type Shape = readonly number[];

/** The schema under a scope, or that of a layout used as one. */
export type Inner<N> =
  N extends Scope<infer S> ? S
  : N extends HasSchema<infer S> ? S
  : never;
