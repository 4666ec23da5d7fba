import type { HasSchema, Inner, AnyTied, Repeat, Scope, Shape } from './schema.ts';
import type { AnyChild, Find, Found } from './path.ts';
import type { Length } from './size.ts';
import type { Join } from './tie.ts';
import type { Offset } from './offset.ts';

/** Where a leaf lies. Offset, length and strides are in elements. */
export interface Slot {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
  /** The owner's path, where this leaf is a tie or lies below one. */
  readonly tiedTo?: string | undefined;
  /** Whether the owner's matrix is read as its transpose. */
  readonly transposed: boolean;
}

/** Where a subtree lies; where a tie leads to it, the owner's range. */
export interface SubtreeRange {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** Of a repeat: how many blocks it has. */
  readonly count?: number;
  /** Of a repeat: how many elements lie from the start of one block to the start of the next. */
  readonly stride?: number;
}

/**
 * The slot or range at a path, every number a literal that is computed when it is asked for. Object types without a name, so that an editor and a
 * declaration file show the numbers and not the schema. They do not extend Slot: the compiler would then bound the arithmetic while it is
 * still generic, and give up.
 */
export type SlotAt<S, P extends string> =
  P extends unknown ?
    {} extends { [K in P]: 0 } ?
      OpenSlot<Find<S, P>, S, P>
    : SlotOf<Find<S, P>, S, P>
  : never;
// An open index may lead to any item, so there is one slot for each.
type OpenSlot<F, S, P extends string> =
  [F] extends [infer One] ?
    One extends unknown ?
      SlotOf<One, S, P>
    : never
  : never;
// Not distributive, so that a slot has an offset and a length while `F` is still open.
type SlotOf<F, S, P extends string> =
  [F] extends [Found<infer N, infer _, infer T extends boolean>] ?
    unknown extends N ? Slot | SubtreeRange
    : N extends Shape ?
      {
        readonly path: P;
        readonly offset: Offset<S, P>;
        readonly length: Length<N>;
        readonly shape: N;
        readonly strides: StridesOf<N, T>;
        readonly tiedTo: TiedTo<P, OwnerPath<S, P, S>>;
        readonly transposed: T;
      }
    : N extends Repeat<infer K, infer B> ?
      {
        readonly path: P;
        readonly offset: Offset<S, P>;
        readonly length: Length<N>;
        readonly count: K;
        readonly stride: Length<B>;
      }
    : { readonly path: P; readonly offset: Offset<S, P>; readonly length: Length<N> }
  : never;

/** Strides in elements: row-major, or column-major where a matrix is read as its transpose. */
export type StridesOf<S, Transposed = false> =
  number extends (S & Shape)['length'] ? readonly number[]
  : Transposed extends true ?
    S extends readonly [infer Rows, unknown] ?
      readonly [1, Rows]
    : readonly number[]
  : RowMajor<S>;
type RowMajor<S> = S extends readonly [unknown, ...infer R] ? readonly [Length<R>, ...RowMajor<R>] : readonly [];

/** The path that owns what is seen at a path. `Base` is the path of the scope that ties resolve in. */
export type OwnerPath<N, P extends string, Root, Base extends string = '', Done extends string = ''> =
  N extends AnyTied ? OwnerPath<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root, Base, Base>
  : N extends Scope<unknown> | HasSchema<unknown> ? OwnerPath<Inner<N>, P, Inner<N>, Done, Done>
  : P extends `${infer Seg}.${infer Rest}` ? OwnerPath<AnyChild<N, Seg>, Rest, Root, Base, Join<Done, Seg>>
  : P extends '' ? Done
  : OwnerPath<AnyChild<N, P>, '', Root, Base, Join<Done, P>>;
type TiedTo<P, O> = O extends P ? undefined : O;
