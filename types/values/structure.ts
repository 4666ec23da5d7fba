import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FindPlace, FoundPlace, SettlePlace } from '../place/place.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnySliced,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Shape,
  TiedTransposed,
} from '../schema/markers.ts';
import type { ReversedShape } from '../schema/strides.ts';
import type { Unwrap } from '../schema/unwrap.ts';

/**
 * Says which type stands at each leaf of a structure: the member `type`, which may read `shape` and `transposed` from
 * `this`. Give the structure an interface that extends this one.
 */
export interface LeafRule {
  readonly shape: unknown;
  /** Whether the leaf reads its owner as the transpose. */
  readonly transposed: unknown;
  readonly type: unknown;
}
type TypeAt<F, S, T> = (F & { readonly shape: S; readonly transposed: T })['type' & keyof F];

/** The structure of a schema with the type that the rule `F` gives at every leaf, ties included. */
// `infer` holds the recursion back while the schema is open.
export type Structure<S, F> = [S, F] extends [infer N, infer G] ? StructureOfNode<N, G, N> : never;
type StructureOfNode<N, F, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends Shape ? TypeAt<F, N, false>
  : N extends Marker ? StructureOfMarker<N, F, Root>
  : { readonly [K in keyof N]: StructureOfNode<N[K], F, Root> };
type StructureOfMarker<N, F, Root> =
  N extends AnyTied ?
    N extends AnySliced ?
      StructureOfPlace<SettlePlace<N, Root>, F>
    : StructureOfPlace<FindPlace<Root, N['.tied'], Root>, F, N extends TiedTransposed<string> ? true : false>
  : N extends Repeated<infer K, infer S> ? BlockTuple<K, StructureOfNode<S, F, Root>>
  : N extends Listed<infer E> ? { readonly [I in keyof E]: StructureOfNode<E[I], F, Root> }
  : N extends Keyed<infer E> ? { readonly [P in E[number] as P[0]]: StructureOfNode<P[1], F, Root> }
  : N extends AnyScoped ? StructureOfNode<Inner<N>, F, Inner<N>>
  : N extends AnyAligned ? StructureOfNode<Unwrap<N>, F, Root>
  : never;
type StructureOfPlace<P, F, Transposed = false> =
  P extends FoundPlace<infer N, infer Root, infer T> ?
    true extends Transposed | T ?
      TypeAt<F, Transposed extends true ? ReversedShape<N> : N, true>
    : StructureOfNode<N, F, Root>
  : never;
