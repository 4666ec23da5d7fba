import type { Check, CheckPath } from './check.ts';
import type { NodeAt, Paths } from './path.ts';
import type { Shape } from './schema.ts';
import type { Length } from './size.ts';
import type { Offset } from './offset.ts';
import type { Range, Slot, SlotAt } from './slot.ts';
import type { AnyArray, Leaf, View } from './view.ts';

/** A type-only mark that keeps flats of different layouts apart; nothing carries it at run time. */
declare const mark: unique symbol;
export interface Marked<S> {
  readonly [mark]?: (schema: S) => S;
}
/** A flat array of a schema: its length is a literal. */
export type Flat<S, A = Float32Array<ArrayBuffer>> = A & { readonly length: Length<S> } & Marked<S>;

/** The plain kind of a flat array, without length and mark. */
export type PlainOf<A> = A extends Float32Array<infer B> ? Float32Array<B>
  : A extends Float64Array<infer B> ? Float64Array<B>
  : A extends Int32Array<infer B> ? Int32Array<B>
  : A extends Uint32Array<infer B> ? Uint32Array<B>
  : A extends Int16Array<infer B> ? Int16Array<B>
  : A extends Uint16Array<infer B> ? Uint16Array<B>
  : A extends Int8Array<infer B> ? Int8Array<B>
  : A extends Uint8ClampedArray<infer B> ? Uint8ClampedArray<B>
  : A extends Uint8Array<infer B> ? Uint8Array<B>
  : A;

/** `A` where its length is unknown or right, else a sentence that says what it should be. */
export type Fitting<S, A extends AnyArray> = number extends A['length']
  ? unknown
  : Length<S> extends infer N extends number
    ? number extends N ? unknown : A['length'] extends N ? unknown : WrongLength<N, A['length']>
    : never;
type WrongLength<N extends number, M extends number> = `a flat array of length ${N} was expected, found one of ${M}`;

export interface TypedArrayType<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

// Variance is said aloud: it is invariant, and working that out is deep.
/** A schema laid out over one flat array. */
export interface Layout<in out S> {
  readonly schema: S;
  /** Number of elements of the flat array; ties own none. */
  readonly length: Length<S>;
  /** What the memory means: paths, shapes, offsets, ties, in 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** One slot for each leaf path in canonical order, those below ties included. */
  readonly slots: readonly Slot[];
  // NoInfer: where a type is expected, the compiler would infer P from it backwards through the arithmetic, and give up (TS2589).
  /** Where a leaf or subtree lies. @throws RangeError for an unknown path */
  at<const P extends string>(path: P & CheckPath<S, P>): NoInfer<string extends P ? Slot | Range : SlotAt<S, P>>;
  /** A flat array of zeros of the layout's length. */
  zeros(): Flat<S>;
  zeros<A>(type: TypedArrayType<A>): Flat<S, A>;
  /** Named views over a flat array, or over a buffer from a byte offset. @throws RangeError where the length does not fit */
  view<A extends AnyArray>(flat: A & Fitting<S, A> & Marked<S>): View<S, PlainOf<A>>;
  view(buffer: ArrayBufferLike, byteOffset?: number): View<S, Float32Array>;
  view<A>(buffer: ArrayBufferLike, byteOffset: number, type: TypedArrayType<A>): View<S, A>;
  /** One leaf or subtree, without binding the rest. */
  viewAt<const P extends string, A extends AnyArray>(flat: A & Fitting<S, A> & Marked<S>, path: P & CheckPath<S, P>): View<NodeAt<S, P>, PlainOf<A>, S>;
  /** Slots and their views in canonical order: the loop for initialisers. */
  leaves<A extends AnyArray>(flat: A & Fitting<S, A> & Marked<S>): Generator<[Slot, Leaf<Shape, PlainOf<A>>]>;
  /** The same structure of anything: `leaf` runs once for each owner, `tie` at every tied slot. */
  map<T>(leaf: (slot: Slot) => T, tie?: (value: T, slot: Slot) => T): Mapped<S, T>;
  /** Copies nested arrays or flat typed arrays in, after checking all of them. */
  pack(structure: unknown): Flat<S>;
  pack<A extends AnyArray>(structure: unknown, flat: A & Fitting<S, A> & Marked<S>): A;
  /** Plain nested arrays; the inverse of `pack`. */
  unpack<A extends AnyArray>(flat: A & Fitting<S, A> & Marked<S>): unknown;
  /** A subtree as a layout of its own, with relative paths. */
  sub<const P extends string>(path: P & CheckPath<S, P>): Layout<NodeAt<S, P>>;
  /** A table of all parameters. */
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}

type Mapped<N, T, Root = N> = View<N, MappedLeaf<T>, Root> extends infer V ? Replace<V, T> : never;
interface MappedLeaf<T> { readonly mapped?: T }
type Replace<V, T> = V extends number | MappedLeaf<T> & { readonly shape: Shape } ? T : { readonly [K in keyof V]: Replace<V[K], T> };

export interface AnyLayout extends Pick<Layout<unknown>, 'fingerprint' | 'slots' | 'summary' | 'toJSON'> {
  readonly schema: unknown;
  readonly length: number;
}

export type SchemaOf<L> = L extends { readonly schema: infer S; readonly fingerprint: string } ? S : never;
export type LengthOf<L> = Length<SchemaOf<L>>;
export type FlatOf<L> = Flat<SchemaOf<L>>;
export type ViewOf<L, A = Float32Array> = View<SchemaOf<L>, A>;
export type PathOf<L> = Paths<SchemaOf<L>>;
export type OffsetOf<L, P extends string> = Offset<SchemaOf<L>, P>;
export type ShapeOf<L, P extends string> = NodeAt<SchemaOf<L>, P> extends infer N extends Shape ? N : never;
export type { Check, CheckPath };
