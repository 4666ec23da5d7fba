// No twin in src: src/schema/align.ts aligns all leaves at once when it compiles a schema.
import type { HigherPower } from '../arithmetic/power.ts';
import type {
  Aligned,
  AnyAligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Ordered,
  Repeat,
  Repeated,
  Scope,
  Shape,
  Tuple,
} from './markers.ts';

/**
 * Pushes `aligned` one level down: an aligned struct becomes a struct of aligned fields, and so on. An aligned leaf or
 * tie becomes the leaf or the tie itself.
 */
export type Unwrap<N> =
  0 extends 1 & N ? unknown
  : N extends Aligned<infer A, infer S> ?
    unknown extends S ? S
    : S extends Shape | AnyTied ? S
    : S extends Marker ? UnwrapMarker<A, S>
    : { readonly [K in keyof S]: Aligned<A, S[K]> }
  : N;

type UnwrapMarker<A extends number, S> =
  S extends Repeated<infer K, infer B> ? Repeat<K, Aligned<A, B>>
  : S extends Listed<infer E> ? Tuple<{ readonly [I in keyof E]: Aligned<A, E[I]> }>
  : S extends Keyed<infer E> ? Ordered<{ readonly [I in keyof E]: readonly [E[I][0], Aligned<A, E[I][1]>] }>
  : S extends AnyScoped ? Scope<Aligned<A, Inner<S>>>
  : S extends Aligned<infer B, infer T> ? Aligned<HigherPower<A, B>, T>
  : never;

/** The leaf or the tie that `aligned` holds; any other node as it is. */
export type UnwrapLeaf<N> =
  N extends AnyAligned ?
    N['.of'] extends Shape | AnyTied ? Unwrap<N>
    : N['.of'] extends AnyAligned ? UnwrapLeaf<Unwrap<N>>
    : N
  : N;
