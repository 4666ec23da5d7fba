import type { FromArgument, KindOverBuffer, NumberArray } from './array/kind.ts';
import type { SchemaOf } from './place/layout-like.ts';
import type { PathIn, PathParameter, SubPathParameter } from './place/path-parameter.ts';
import type { Slot, SlotAt, SubtreeRange } from './place/slot.ts';
import type { SubSchema } from './place/sub.ts';
import type { LeavesOf } from './place/summary.ts';
import type { LayoutMark } from './schema/mark.ts';
import type { Shape } from './schema/markers.ts';
import type { ByteLength, Length } from './schema/size.ts';
import type { HasTransposed, Mapped } from './values/map.ts';
import type { Packed, PackIn, PackOptions } from './values/pack.ts';
import type { Unpacked } from './values/unpack.ts';
import type {
  FlatFloat32,
  FlatIn,
  FlatOf,
  FlatOver,
  FlatSchema,
  LayoutSummary,
  PlainOf,
  schemaOfFlat,
  Shared,
} from './view/flat.ts';
import type { Leaf } from './view/leaf.ts';
import type { ScalarWindow, WindowOf } from './view/scalar.ts';
import type { KindIn, MemoryLike, Viewed, ViewIn, WithBuffer } from './view/source.ts';
import type { View, ViewAt, ViewOf } from './view/view.ts';

/**
 * A schema laid out over one flat array. `F` is what an editor shows of it first: an object type that is not computed until it is
 * shown, or written into a declaration file; who reads the layout out of one need not compute the length again.
 */
export declare abstract class Layout<out F extends { readonly length: number }, in out S> extends LayoutMark {
  get [schemaOfFlat](): S;
  /** The schema that was given: a frozen copy of it. */
  readonly schema: S;
  /** Number of elements of the flat array; ties own none. */
  readonly length: F['length'];
  /** Bytes of a flat array of the usual kind, a Float32Array: four an element. Of another kind, `flat.byteLength` says it. */
  get byteLength(): ByteLength<S>;
  /** What the memory means: paths, shapes, offsets, ties, in 16 hexadecimal digits. */
  get fingerprint(): string;
  /** One slot for each leaf path in canonical order, those below ties included. */
  get slots(): readonly Slot[];
  /** Where a leaf or subtree lies. @throws RangeError for an unknown path */
  at<const P extends string>(
    path: PathIn<P, PathParameter<S, P>>,
  ): string extends P ? Slot | SubtreeRange : SlotAt<S, P>;
  /** A flat array of zeros of the layout's length; with `shared`, in memory that can be shared with workers. @throws TypeError for a kind of BigInts */
  zeros(): FlatFloat32<LayoutSummary<S>, S>;
  zeros<A = Float32Array<SharedArrayBuffer>>(type: KindIn<A, Shared>): FlatOver<S, FromArgument<A>>;
  zeros<A = Float32Array>(
    type: KindIn<A> | undefined,
    options: Shared,
  ): FlatOver<S, KindOverBuffer<FromArgument<A>, SharedArrayBuffer>>;
  /**
   * Named views over a flat array of exactly the layout's length; or over a buffer or WebAssembly.Memory, from a byte offset on.
   * @throws RangeError where the length does not fit, TypeError for anything else
   */
  view<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: ViewIn<S, A>,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): View<S, Viewed<A, B>>;
  /** One leaf or subtree, without binding the rest; the number itself for a scalar. */
  viewAt<const P extends string, A extends NumberArray>(
    flat: FlatIn<S, A>,
    path: PathIn<P, PathParameter<S, P>>,
  ): string extends P ? unknown : ViewAt<S, P, PlainOf<A>>;
  /** With `scalar: 'window'` an array of one element for a scalar, which reads and writes it as any other leaf. */
  viewAt<const P extends string, A extends NumberArray>(
    flat: FlatIn<S, A>,
    path: PathIn<P, PathParameter<S, P>>,
    options: ScalarWindow,
  ): string extends P ? unknown : WindowOf<ViewAt<S, P, PlainOf<A>>, PlainOf<A>>;
  /** Slots and their views in canonical order, those of ties included: the loop for initialisers. It takes what `view` takes. */
  leaves<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: FlatIn<S, A>,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]>;
  /** The same structure of anything: `leaf` runs once for each owner, `tie` at every tied slot. */
  map<T>(
    leaf: (slot: Slot) => T,
    ...tie: NeedsTie<HasTransposed<S>> extends 'tie' ? [tie: (value: T, slot: Slot) => T]
    : [tie?: (value: T, slot: Slot) => T]
  ): Mapped<S, T>;
  /**
   * Copies nested arrays, leaves or flat typed arrays in, after checking all of them: into a new flat array, or into one that is given. A leaf
   * must have the shape of its place, and is read by its strides. Fractions are rounded to the kind of the flat array, as everywhere; an
   * integer that it cannot hold exactly is refused: each out of an array of integers, and numbers up to Number.MAX_SAFE_INTEGER.
   *
   * @throws TypeError or RangeError for a structure or number that does not fit, with the path; then nothing was written
   */
  pack(structure: unknown): FlatFloat32<LayoutSummary<S>, S>;
  /** Into a flat array, or with options: `fill` lets one number stand for all elements of a leaf, for masks and learning rates. */
  pack<A>(structure: unknown, into: PackIn<S, A>): Packed<S, A>;
  /** Plain nested arrays; the inverse of `pack`. */
  unpack<A extends NumberArray>(flat: FlatIn<S, A>): Unpacked<S>;
  /** A subtree as a layout of its own, with relative paths. @throws RangeError for a leaf, SchemaError for a tie that leads out */
  sub<const P extends string>(path: PathIn<P, SubPathParameter<S, P>>): SubLayout<SubSchema<S, P>>;
  /** A table of all parameters. */
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}

/** One for each schema that a subtree may have. */
type SubLayout<S> =
  [S] extends [infer T] ?
    T extends unknown ?
      Layout<{ readonly length: Length<T>; readonly leaves?: LeavesOf<T> }, T>
    : never
  : never;
// While the schema is a type parameter, the compiler decides by what this is for `any`: nothing is needed, and `map` checks at run time.
type NeedsTie<Transposed> = [Transposed] extends [never] ? 'nothing' : 'tie';

/** A layout of a schema. */
export type LayoutOf<S> = Layout<{ readonly length: Length<S> }, S>;

/**
 * Any layout: what can be done with one of which only this is known. Every layout can be passed where this is asked for. A function or class
 * that is generic over it (`<L extends AnyLayout>`) needs no casts inside, and keeps outside what is known of the layout.
 *
 * @example
 * function norms<L extends AnyLayout>(model: L, flat: FlatOf<L>): Map<string, number> {
 *   const found = new Map<string, number>();
 *   for (const [{ path }, leaf] of model.leaves(flat)) found.set(path, Math.sqrt(leaf.reduce((sum, x) => sum + x * x, 0)));
 *   return found;
 * }
 */
// oxlint-disable-next-line typescript/no-explicit-any -- only `any` is both above and below all schemas
export interface AnyLayout extends LayoutMark, FlatSchema<any> {
  readonly schema: unknown;
  readonly length: number;
  readonly byteLength: number;
  readonly fingerprint: string;
  readonly slots: readonly Slot[];
  at(path: string): Slot | SubtreeRange;
  zeros(): FlatOf<this>;
  zeros<A = Float32Array<SharedArrayBuffer>>(type: KindIn<A, Shared>): FlatOf<this, FromArgument<A>>;
  zeros<A = Float32Array>(
    type: KindIn<A> | undefined,
    options: Shared,
  ): FlatOf<this, KindOverBuffer<FromArgument<A>, SharedArrayBuffer>>;
  view<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: A,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): ViewOf<this, Viewed<A, B>>;
  viewAt(flat: NumberArray, path: string, options?: ScalarWindow): unknown;
  leaves<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: A,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]>;
  map<T>(leaf: (slot: Slot) => T, tie?: (value: T, slot: Slot) => T): Mapped<SchemaOf<this>, T>;
  pack(structure: unknown): FlatOf<this>;
  pack<A extends NumberArray>(structure: unknown, flat: A): A;
  pack<A extends NumberArray = Float32Array<ArrayBuffer>>(structure: unknown, options: PackOptions<A>): A;
  unpack(flat: NumberArray): Unpacked<SchemaOf<this>>;
  sub(path: string): AnyLayout;
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}
