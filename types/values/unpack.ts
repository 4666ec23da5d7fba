import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FoundPlace, SettlePlace } from '../place/place.ts';
import type {
  AnyScoped,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Shape,
} from '../schema/markers.ts';
import type { Unwrap } from '../schema/unwrap.ts';

/** The numbers of a shape as nested arrays, one level a dimension: `number` for `[]`, `number[][]` for a matrix. */
export type Nested<S extends Shape> =
  number extends S['length'] ? NestedArray
  : S extends readonly [unknown, ...infer R extends Shape] ? Nested<R>[]
  : number;

type NestedArray = number | NestedArray[];

/** The plain structure that `unpack` returns and `pack` takes. */
// `infer` holds the recursion back while the schema is open.
export type Unpacked<S> = [S] extends [infer N] ? UnpackedNode<N, N> : never;

type UnpackedNode<N, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends Shape ? Nested<N>
  : N extends Marker ? UnpackedMarker<N, Root>
  : { -readonly [K in keyof N]: UnpackedNode<N[K], Root> };

type UnpackedMarker<N, Root> =
  N extends AnyTied ?
    SettlePlace<N, Root> extends FoundPlace<infer M, infer R, boolean> ?
      UnpackedNode<M, R>
    : never
  : N extends Repeated<infer K, infer S> ? BlockTuple<K, UnpackedNode<S, Root>>
  : N extends Listed<infer E> ? { -readonly [I in keyof E]: UnpackedNode<E[I], Root> }
  : N extends Keyed<infer E> ? { [F in E[number] as F[0]]: UnpackedNode<F[1], Root> }
  : N extends AnyScoped ? UnpackedNode<Inner<N>, Inner<N>>
  : N extends AnyAligned ? UnpackedNode<Unwrap<N>, Root>
  : never;
