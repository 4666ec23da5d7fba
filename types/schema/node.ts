import type { IsIndex } from './indices.ts';
import type { AnyTied, AnyAligned, Inner, Keyed, Listed, Marker, Repeated, AnyScoped } from './markers.ts';
import type { Unwrap } from './unwrap.ts';

/** The child of a node at a path segment, or `never`. A tie has no children of its own. */
export type Child<N, Seg extends string> =
  N extends readonly unknown[] ?
    N extends readonly number[] ?
      never
    : ItemOf<N, Seg>
  : N extends Marker ?
    N extends AnyTied ? never
    : N extends Repeated<infer K, infer S> ?
      IsIndex<Seg, K> extends true ?
        S
      : never
    : N extends Listed<infer E> ? ItemOf<E, Seg>
    : N extends Keyed<infer E> ? FieldOf<E[number], Seg>
    : N extends AnyScoped ? Child<Inner<N>, Seg>
    : N extends AnyAligned ? Child<Unwrap<N>, Seg>
    : never
  : Seg extends keyof N ? N[Seg]
  : Seg extends `${infer I extends number}` ?
    I extends keyof N ?
      N[I]
    : never
  : never;

type ItemOf<T extends readonly unknown[], Seg extends string> =
  number extends T['length'] ?
    IsIndex<Seg, number> extends true ?
      T[number]
    : never
  : Seg extends keyof T & `${bigint}` ? T[Seg]
  : never;

type FieldOf<F, Seg extends string> = F extends readonly [Seg, infer S] ? S : never;

/** The children that a segment like `${number}` may lead to, as a union. */
export type OpenChild<N, Seg extends string> =
  `${number}` extends Seg ? NumberedChildren<N>
  : `${bigint}` extends Seg ? NumberedChildren<N>
  : never;

type NumberedChildren<N> =
  N extends readonly number[] ? never
  : N extends Repeated<infer K, infer S> ?
    K extends 0 ?
      never
    : S
  : N extends Listed<infer E> ? E[number]
  : N extends Keyed<infer E> ? FieldOf<E[number], `${number}`>
  : N extends AnyAligned ? NumberedChildren<Unwrap<N>>
  : N extends Marker ? never
  : N extends readonly unknown[] ? N[number]
  : { [K in keyof N]: `${K & (string | number)}` extends `${number}` ? N[K] : never }[keyof N];

/** The child of a node at a path segment; for a segment like `${number}`, the children that it may lead to. */
export type AnyChild<N, Seg extends string> = Child<N, Seg> extends never ? OpenChild<N, Seg> : Child<N, Seg>;

/** A path and one more segment. */
export type Join<Path extends string, K extends string | number> = Path extends '' ? `${K}` : `${Path}.${K}`;
