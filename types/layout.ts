import type { LeavesOf } from './facts.ts';
import type { HasTransposed, Mapped } from './map.ts';
import type { Unpacked } from './pack.ts';
import type { Find, NodeAt, Paths } from './path.ts';
import type { Lookup, PathIn, SubLookup } from './check-path.ts';
import type { OtherLayout, Refused, WrongLength } from './refusal.ts';
import type { Shape } from './schema.ts';
import type { Length } from './size.ts';
import type { Offset } from './offset.ts';
import type { Range, Slot, SlotAt } from './slot.ts';
import type { SubSchema } from './sub.ts';
import type { Leaf, NumberArray, View, ViewOfFound } from './view.ts';

/** A type-only mark that keeps flats of different layouts apart; nothing carries it at run time. */
declare const mark: unique symbol;
/** The kind under the mark, so that it need not be inferred from all members of an array. */
declare const plain: unique symbol;
export interface Marked<S> {
  readonly [mark]?: (schema: S) => S;
}
interface Plain<A> {
  readonly [plain]?: A;
}
/** A flat array of a schema: its length is a literal. */
export type Flat<S, A> = A & { readonly length: Length<S> } & Marked<S> & Plain<A>;
/** The same of the usual kind. An interface, and no intersection, because its length is then computed only when it is read. */
export interface FlatFloat32<in out S> extends Float32Array<ArrayBuffer>, Marked<S>, Plain<Float32Array<ArrayBuffer>> {
  readonly length: Length<S>;
}

/** The plain kind of a flat array, without length and mark. */
export type PlainOf<A> = typeof plain extends keyof A ? NonNullable<A[typeof plain]>
  : A extends Float32Array<infer B> ? Float32Array<B>
  : A extends Float64Array<infer B> ? Float64Array<B>
  : A extends Int32Array<infer B> ? Int32Array<B>
  : A extends Uint32Array<infer B> ? Uint32Array<B>
  : A extends Int16Array<infer B> ? Int16Array<B>
  : A extends Uint16Array<infer B> ? Uint16Array<B>
  : A extends Int8Array<infer B> ? Int8Array<B>
  : A extends Uint8ClampedArray<infer B> ? Uint8ClampedArray<B>
  : A extends Uint8Array<infer B> ? Uint8Array<B>
  : A;

/**
 * `unknown` for a flat array that fits, else a sentence. One that carries a mark is judged by its mark, and no length is computed; one whose
 * length is only `number` is judged at run time.
 */
export type Fitting<S, A> = Verdicts<S, A>[typeof mark extends keyof A ? 'marked' : A extends { readonly length: infer M } ? (number extends M ? 'unknown' : 'plain') : 'unknown'];
// Looked up by name, and no conditional type itself: into the branches of one the compiler would try to infer, and compute both.
interface Verdicts<S, A> {
  unknown: unknown;
  plain: Refusal<WrongFlat<Length<S>, A[keyof A & 'length'], never>>;
  marked: A extends Marked<S> ? unknown : unknown extends S ? unknown : Refusal<WrongFlat<Length<S>, A[keyof A & 'length'], OtherLayout>>;
}
type Refusal<W> = [W] extends [never] ? unknown : Refused<W>;
type WrongFlat<N extends number, M, Same> = number extends N
  ? Same
  : M extends number
    ? number extends M ? Same : M extends N ? Same : WrongLength<N, M>
    : Same;

/** A WebAssembly.Memory, of which this library names no more than it uses. */
export interface MemoryLike {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface TypedArrayType<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * A schema laid out over one flat array. `F` is what an editor shows of it first: an object type that is not computed until it is
 * shown, or written into a declaration file; who reads the layout out of one need not compute the length again.
 */
export interface LayoutWith<out F extends { readonly length: number }, in out S> {
  /** The schema as it was given. */
  readonly schema: S;
  /** Number of elements of the flat array; ties own none. */
  readonly length: F['length'];
  /** What the memory means: paths, shapes, offsets, ties, in 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** One slot for each leaf path in canonical order, those below ties included. */
  readonly slots: readonly Slot[];
  /** Where a leaf or subtree lies. @throws RangeError for an unknown path */
  at<const P extends string>(path: PathIn<P, Lookup<S, P>>): string extends P ? Slot | Range : SlotAt<S, P>;
  /** A flat array of zeros of the layout's length. */
  zeros(): FlatFloat32<S>;
  zeros<A>(type: TypedArrayType<A>): Flat<S, A>;
  /**
   * Named views over a flat array of exactly the layout's length; or over a buffer or WebAssembly.Memory, from a byte offset on.
   * @throws RangeError where the length does not fit, TypeError for anything else
   */
  view<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: A & Fitting<S, A>,
    byteOffset?: number,
    type?: TypedArrayType<B>,
  ): View<S, A extends NumberArray ? PlainOf<A> : B>;
  /** One leaf or subtree, without binding the rest; the number itself for a scalar. */
  viewAt<const P extends string, A extends NumberArray>(
    flat: A & Fitting<S, A>,
    path: PathIn<P, Lookup<S, P>>,
  ): string extends P ? unknown : ViewOfFound<Find<S, P>, PlainOf<A>>;
  /** Slots and their views in canonical order, those of ties included: the loop for initialisers. */
  leaves<A extends NumberArray>(flat: A & Fitting<S, A>): Generator<[Slot, Leaf<Shape, PlainOf<A>>]>;
  /** The same structure of anything: `leaf` runs once for each owner, `tie` at every tied slot. */
  map<T>(
    leaf: (slot: Slot) => T,
    ...tie: true extends HasTransposed<S> ? [tie: (value: T, slot: Slot) => T] : [tie?: (value: T, slot: Slot) => T]
  ): Mapped<S, T>;
  /** Copies nested arrays or flat typed arrays in, after checking all of them. */
  pack(structure: unknown): FlatFloat32<S>;
  pack<A extends NumberArray>(structure: unknown, flat: A & Fitting<S, A>): A;
  /** Plain nested arrays; the inverse of `pack`. */
  unpack<A extends NumberArray>(flat: A & Fitting<S, A>): Unpacked<S>;
  /** A subtree as a layout of its own, with relative paths. @throws RangeError for a leaf, SchemaError for a tie that leads out */
  sub<const P extends string>(path: PathIn<P, SubLookup<S, P>>): LayoutWith<
    { readonly length: Length<SubSchema<S, P>>; readonly leaves?: LeavesOf<SubSchema<S, P>> },
    SubSchema<S, P>
  >;
  /** A table of all parameters. */
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}

/** A layout of a schema. */
export type Layout<S> = LayoutWith<{ readonly length: Length<S> }, S>;

export interface AnyLayout extends Pick<Layout<unknown>, 'fingerprint' | 'slots' | 'summary' | 'toJSON'> {
  readonly schema: unknown;
  readonly length: number;
}

export type SchemaOf<L> = L extends { readonly schema: infer S; readonly fingerprint: string } ? S : never;
export type LengthOf<L> = Length<SchemaOf<L>>;
export type FlatOf<L> = FlatFloat32<SchemaOf<L>>;
export type ViewOf<L, A = Float32Array> = View<SchemaOf<L>, A>;
export type PathOf<L> = Paths<SchemaOf<L>>;
export type OffsetOf<L, P extends string> = Offset<SchemaOf<L>, P>;
export type ShapeOf<L, P extends string> = NodeAt<SchemaOf<L>, P> extends infer N extends Shape ? N : never;
