import type { AnyTied, Inner, AnyScoped, TiedTransposed } from '../schema/markers.ts';
import type { Child, OpenChild } from '../schema/node.ts';
import type { Reversed } from '../schema/strides.ts';

/**
 * What a path leads to: the node that owns the memory, the schema in which the ties below it resolve, and whether the
 * path reads the node as its transpose.
 */
export interface Found<out N, out Root, out Transposed> {
  readonly node: N;
  readonly root: Root;
  readonly transposed: Transposed;
}

/** What a path leads to if the schema is `any` or `unknown`, or if a segment is a plain `string`. */
type FoundAnything = Found<unknown, unknown, false>;

/** Follows a path from `N`, through every tie and scope on the way; `never` if the path does not exist. */
export type Find<N, P extends string, Root = N> =
  N extends AnyTied | AnyScoped ? FindThrough<N, P, Root>
  : P extends `${infer Seg}.${infer Rest}` ?
    Child<N, Seg> extends never ?
      FindOpen<N, Seg, Rest, Root>
    : Find<Child<N, Seg>, Rest, Root>
  : Child<N, P> extends never ? SettleOpen<N, P, Root>
  : Settle<Child<N, P>, Root>;

type FindThrough<N, P extends string, Root> =
  N extends AnyTied ?
    0 extends 1 & N ?
      FoundAnything
    : Find<Root, `${N['.tied']}.${P}`, Root>
  : Find<Inner<N>, P, Inner<N>>;

/**
 * Follows the rest of a path after a segment like `${number}`, to all that it may lead to. After a plain `string`, that
 * is anything.
 */
type FindOpen<N, Seg extends string, Rest extends string, Root> =
  unknown extends N ? FoundAnything
  : string extends Seg ? FoundAnything
  : Find<OpenChild<N, Seg>, Rest, Root>;

/** What a last segment like `${number}` may lead to. */
type SettleOpen<N, Seg extends string, Root> =
  unknown extends N ? FoundAnything
  : string extends Seg ? FoundAnything
  : Settle<OpenChild<N, Seg>, Root>;

/** Follows ties and enters scopes until it reaches the node that owns the memory. */
export type Settle<N, Root> = N extends AnyTied | AnyScoped ? SettleThrough<N, Root> : Found<N, Root, false>;

type SettleThrough<N, Root> =
  N extends AnyTied ?
    0 extends 1 & N ? FoundAnything
    : N extends TiedTransposed<infer P> ? TransposeOf<Find<Root, P, Root>>
    : Find<Root, N['.tied'], Root>
  : Settle<Inner<N>, Inner<N>>;

type TransposeOf<F> = F extends Found<infer N, infer Root, false> ? Found<Reversed<N>, Root, true> : never;

/** The node at a path; for a transposed tie, its shape is that of the transpose. `never` if the path does not exist. */
export type NodeAt<S, P extends string> = Find<S, P> extends Found<infer N, infer _, boolean> ? N : never;
