import type { BlockTuple } from '../arithmetic/block-tuple.ts';
import type { FindPlace, FoundPlace, SettlePlace } from '../place/place.ts';
import type { HasSchema } from '../schema/layout-mark.ts';
import type {
  AnyScoped,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeat,
  Repeated,
  Shape,
  TiedTransposed,
} from '../schema/markers.ts';
import type { ReversedShape } from '../schema/strides.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { Leaf } from './leaf.ts';

/** The named views of a schema over a flat array of kind `A`. */
// `infer` holds the recursion back while the schema is open: the compiler then compares two views by these arguments
// alone.
export type View<S, A> = [S, A] extends [infer N, infer B] ? NodeView<N, B, N> : never;
type NodeView<N, A, Root> =
  unknown extends (
    N // true for `any` as well
  ) ?
    unknown
  : N extends readonly number[] ? LeafView<N, A>
  : N extends Marker ? MarkerView<N, A, Root>
  : N extends readonly unknown[] ? ListView<N, A, Root>
  : StructView<N, A, Root>;
type LeafView<S extends Shape, A> =
  S extends readonly [] ? number
  : number extends S['length'] ? number | Leaf<S, A>
  : Leaf<S, A>;

type MarkerView<N, A, Root> =
  N extends AnyTied ?
    N extends AnySliced ?
      ViewOfPlace<SettlePlace<N, Root>, A>
    : ViewOfPlace<FindPlace<Root, N['.tied'], Root>, A, N extends TiedTransposed<string> ? true : false>
  : N extends Repeated<infer K, infer S> ? RepeatView<K, NodeView<S, A, Root>>
  : N extends Listed<infer E> ? ListView<E, A, Root>
  : N extends Keyed<infer E> ? StructView<{ readonly [F in E[number] as F[0]]: F[1] }, A, Root>
  : N extends AnyScoped ? NodeView<Inner<N>, A, Inner<N>>
  : N extends AnyAligned ? NodeView<Unwrap<N>, A, Root>
  : never;
/** The view of the leaf or subtree at a path. */
export type ViewAt<S, P extends string, A> =
  [S, P, A] extends [infer N, infer Q extends string, infer B] ? ViewOfPlace<FindPlace<N, Q>, B> : never;
type ViewOfPlace<F, A, Transposed = false> =
  F extends FoundPlace<infer N, infer Root, infer T> ?
    true extends Transposed | T ?
      (Transposed extends true ? ReversedShape<N> : N) extends infer S extends Shape ?
        Leaf<S, A, true>
      : never
    : NodeView<N, A, Root>
  : never;

type RepeatView<K extends number, V> = [V] extends [number] ? WritableNumbers<BlockTuple<K, V>> : BlockTuple<K, V>;
type WritableNumbers<T> =
  [keyof T & `${bigint}`] extends [never] ? T & { [index: number]: number }
  : T & { -readonly [I in keyof T & `${bigint}`]: number };
// The mapped types below are written out, without an alias. The compiler compares two instances of an alias argument by
// argument. A view over an ArrayBuffer would then not be assignable to one over an ArrayBufferLike, nor the view of a
// block in one layout to the view of the same block in another.
type StructView<N, A, Root> =
  N[keyof N] extends NoScalar ? { readonly [K in keyof N]: NodeView<N[K], A, Root> }
  : MixedStruct<N, ScalarKeys<N, keyof N, Root>, A, Root>;
type MixedStruct<N, Scalars extends keyof N, A, Root> =
  [Scalars] extends [never] ? { readonly [K in keyof N]: NodeView<N[K], A, Root> }
  : { readonly [K in keyof N as K extends Scalars ? never : K]: NodeView<N[K], A, Root> } & {
      -readonly [K in Scalars]: ScalarOf<N>;
    };
// `number`, with the schema as an unused argument. Without it the compiler forgets whose keys the mapped type runs
// over, and an editor cannot go to the declaration of a field.
type ScalarOf<_N> = number;
type ListView<N extends readonly unknown[], A, Root> =
  N[number] extends NoScalar ? { readonly [K in keyof N]: NodeView<N[K], A, Root> }
  : MixedList<N, ScalarKeys<N, keyof N & `${bigint}`, Root>, A, Root>;
type MixedList<N extends readonly unknown[], Scalars extends keyof N, A, Root> =
  [Scalars] extends [never] ? { readonly [K in keyof N]: NodeView<N[K], A, Root> }
  : { readonly [K in keyof N]: NodeView<N[K], A, Root> } & { -readonly [K in Scalars]: number };

/** The keys whose field is a scalar, or a tie or scope that leads to one. A program can assign to those properties. */
type ScalarKeys<N, Keys extends keyof N, Root> = {
  [K in Keys]-?: 0 extends 1 & N[K] ? never
  : N[K] extends readonly [] ? K
  : N[K] extends Marker ?
    NodeView<N[K], object, Root> extends number ?
      K
    : never
  : never;
}[Keys];
/** For most structs, one comparison of all fields with this type shows that none is a scalar. */
type NoScalar =
  | readonly [unknown, ...unknown[]]
  | Repeat<number, unknown>
  | {
      readonly '.tied'?: never;
      readonly '.scope'?: never;
      readonly '.aligned'?: never;
      readonly fingerprint?: never;
      readonly [key: string]: unknown;
    };

/** The named views of a layout over a flat array of kind `A`. */
export type ViewOf<L, A = Float32Array> = [L] extends [HasSchema<infer S>] ? View<S, A> : never;
