import type { AnyTied, HasSchema, Inner, Ordered, Repeat, Scope, Shape, Tuple } from '../schema.ts';
import type { Paths } from '../path.ts';

/** Where a tensor of a layout stands in a file. */
export interface Stored<S extends Shape = Shape, D extends string = 'F32'> {
  readonly dtype: D;
  /** The layout's shape. */
  readonly shape: S;
  /** Where its data begin and end: bytes from the start of the file's data. */
  readonly start: number;
  readonly end: number;
  /** The file's name for it: its path, that of a leaf which is tied to it, or one that was mapped to either. */
  readonly name: string;
  /** Whether the file holds its transpose: under the name of a transposed tie, or as the options say. */
  readonly transposed: boolean;
  /** The file's further names for the same memory. Their data must be the same, bit for bit. */
  readonly copies: readonly Copy<D>[];
}
export interface Copy<D extends string = 'F32'> {
  readonly name: string;
  readonly dtype: D;
  readonly start: number;
  readonly end: number;
  readonly transposed: boolean;
}

/**
 * The leaves that own storage, as a union of pairs of path and shape; ties own none. Leaves of one shape at every index of a repeat
 * are one pair whose path is a union, which keeps the union as small as the schema. Above 64 the index is `${number}`.
 */
export type Owned<N, Prefix extends string = ''> = 0 extends 1 & N
  ? Pair<string, Shape>
  : N extends readonly number[]
    ? Pair<Prefix, N>
    : N extends AnyTied
      ? never
      : N extends Repeat<infer K, infer S>
        ? Owned<S, Joined<Prefix, Paths<Repeat<K, readonly []>>>>
        : N extends Tuple<infer E>
          ? OwnedOfTuple<E, Prefix>
          : N extends Ordered<infer E>
            ? { [I in keyof E]: Owned<E[I][1], Joined<Prefix, E[I][0]>> }[number]
            : N extends Scope<unknown> | HasSchema<unknown>
              ? Owned<Inner<N>, Prefix>
              : N extends readonly unknown[]
                ? OwnedOfTuple<N, Prefix>
                : { [K in keyof N & (string | number)]-?: Owned<N[K], Joined<Prefix, `${K}`>> }[keyof N & (string | number)];
type OwnedOfTuple<E extends readonly unknown[], Prefix extends string> = number extends E['length']
  ? Owned<E[number], Joined<Prefix, `${number}`>>
  : { [I in keyof E & `${bigint}`]: Owned<E[I], Joined<Prefix, I>> }[keyof E & `${bigint}`];
type Joined<Prefix extends string, Seg extends string> = Prefix extends '' ? Seg : `${Prefix}.${Seg}`;
interface Pair<P extends string, S extends Shape> {
  readonly path: P;
  readonly shape: S;
}

/** What a checkpoint of a schema holds: every path that owns storage, with its element type and shape as literals. */
export type Tensors<S, D extends string = 'F32'> = unknown extends S ? { readonly [name: string]: Stored<Shape, D> } : Named<Owned<S>, D>;
type Named<O, D extends string> = [O] extends [Pair<string, Shape>] ? { readonly [P in O as P['path']]: Stored<P['shape'], D> } : never;
