import type { HasSchema, Ordered, Repeat, Scope, Shape, Tied, TiedTransposed, Tuple } from '../types/schema.ts';

/** A const identity, for schemas that are built up in variables before they reach `layout` and would otherwise widen. */
export function schema<const S>(value: S): S {
  return value;
}

/** The same memory as the leaf or subtree at `path`; with `transpose`, the same matrix read as its transpose. */
export function tied<const P extends string>(path: P): Tied<P>;
export function tied<const P extends string>(path: P, options: { readonly transpose: true }): TiedTransposed<P>;
export function tied(path: string, options?: { readonly transpose?: boolean }): Tied<string> {
  const tie: TiedTransposed<string> = { '.tied': path, '.transpose': true };
  return options?.transpose === true ? tie : { '.tied': path };
}

/** `count` equal blocks with one stride. */
export function repeat<const N extends number, const S>(count: N, of: S): Repeat<N, S> {
  return { '.repeat': count, '.of': of };
}

/** A struct whose fields lie in the order given. */
export function ordered<const E extends readonly (readonly [string, unknown])[]>(...fields: E): Ordered<E> {
  return { '.ordered': fields };
}

/** A tuple of schemas, which may be empty. */
export function tuple<const E extends readonly unknown[]>(...items: E): Tuple<E> {
  return { '.tuple': items };
}

/** A subtree whose inner ties resolve inside it; ties outside may name a path inside. */
export function scope<const S>(inner: S): Scope<S> {
  return { '.scope': inner };
}

export type { HasSchema, Ordered, Repeat, Scope, Shape, Tied, TiedTransposed, Tuple };
