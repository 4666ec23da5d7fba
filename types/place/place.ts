import type { AnyScoped, AnySliced, AnyTied, AnyAligned, Inner, Shape, TiedTransposed } from '../schema/markers.ts';
import type { Child, OpenChild } from '../schema/node.ts';
import type { SliceShape } from '../schema/slice.ts';
import type { ReversedShape } from '../schema/strides.ts';
import type { Unwrap } from '../schema/unwrap.ts';

/**
 * What a path leads to: the node that owns the memory, the schema in which the ties below it resolve, and whether the
 * path reads the node as its transpose.
 */
export interface FoundPlace<out N, out Root, out Transposed> {
  readonly node: N;
  readonly root: Root;
  readonly transposed: Transposed;
}

/** What a path leads to if the schema is `any` or `unknown`, or if a segment is a plain `string`. */
type AnyFoundPlace = FoundPlace<unknown, unknown, false>;

/** Follows a path from `N`, through every tie and scope on the way; `never` if the path does not exist. */
export type FindPlace<N, P extends string, Root = N> =
  N extends AnyTied | AnyScoped | AnyAligned ? FindPlaceThrough<N, P, Root>
  : P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      FindPlaceOpen<N, Seg, Rest, Root>
    : FindPlace<Child<N, Seg>, Rest, Root>
  : Child<N, P> extends never ? SettlePlaceOpen<N, P, Root>
  : SettlePlace<Child<N, P>, Root>;

type FindPlaceThrough<N, P extends string, Root> =
  N extends AnyTied ?
    0 extends 1 & N ?
      AnyFoundPlace
    : FindPlace<Root, `${N['.tied']}.${P}`, Root>
  : N extends AnyAligned ? FindPlace<Unwrap<N>, P, Root>
  : FindPlace<Inner<N>, P, Inner<N>>;

/**
 * Follows the rest of a path after a segment like `${number}`, to all that it may lead to. After a plain `string`, that
 * is anything.
 */
type FindPlaceOpen<N, Seg extends string, Rest extends string, Root> =
  unknown extends N ? AnyFoundPlace
  : string extends Seg ? AnyFoundPlace
  : FindPlace<OpenChild<N, Seg>, Rest, Root>;

/** What a last segment like `${number}` may lead to. */
type SettlePlaceOpen<N, Seg extends string, Root> =
  unknown extends N ? AnyFoundPlace
  : string extends Seg ? AnyFoundPlace
  : SettlePlace<OpenChild<N, Seg>, Root>;

/** Follows ties and enters scopes until it reaches the node that owns the memory. */
export type SettlePlace<N, Root> =
  N extends AnyTied | AnyScoped | AnyAligned ? SettlePlaceThrough<N, Root> : FoundPlace<N, Root, false>;

type SettlePlaceThrough<N, Root> =
  N extends AnyTied ?
    0 extends 1 & N ? AnyFoundPlace
    : N extends TiedTransposed<infer P> ? TransposeOf<FindPlace<Root, P, Root>>
    : N extends AnySliced ? SliceOf<N, FindPlace<Root, N['.tied'], Root>>
    : FindPlace<Root, N['.tied'], Root>
  : N extends AnyAligned ?
    N['.of'] extends Shape | AnyTied | AnyScoped | AnyAligned ?
      SettlePlace<Unwrap<N>, Root>
    : FoundPlace<N, Root, false>
  : SettlePlace<Inner<N>, Inner<N>>;

type TransposeOf<F> =
  F extends FoundPlace<infer N, infer Root, false> ? FoundPlace<ReversedShape<N>, Root, true> : never;

type SliceOf<N, F> =
  F extends FoundPlace<infer S, infer Root, false> ? FoundPlace<SliceShape<N, S>, Root, false> : never;

/** The node at a path; for a transposed tie, its shape is that of the transpose. `never` if the path does not exist. */
export type NodeAt<S, P extends string> = FindPlace<S, P> extends FoundPlace<infer N, infer _, boolean> ? N : never;
