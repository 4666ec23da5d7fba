import type { FromArgument, KindOverBuffer, NumberArray } from './array/kind.ts';
import type { SchemaOf } from './place/layout-like.ts';
import type { PathIn, PathParameter, SubPathParameter } from './place/path-parameter.ts';
import type { Slot, SlotAt, SubtreeRange } from './place/slot.ts';
import type { SubSchema } from './place/sub.ts';
import type { LayoutSummary, LeavesOf } from './place/summary.ts';
import type { LayoutMark } from './schema/layout-mark.ts';
import type { Shape } from './schema/markers.ts';
import type { ByteLength, Length, ParameterCount } from './schema/memory.ts';
import type { HasReshapedTie, Mapped } from './values/map.ts';
import type { Packed, PackIn, PackOptions } from './values/pack.ts';
import type { Unpacked } from './values/unpack.ts';
import type {
  FlatFloat32,
  FlatIn,
  FlatOf,
  FlatOver,
  FlatSchema,
  PlainOf,
  schemaOfFlat,
  SharedOption,
} from './view/flat.ts';
import type { Leaf } from './view/leaf.ts';
import type { ScalarWindow, WindowOf } from './view/scalar.ts';
import type { KindIn, MemoryLike, Viewed, ViewIn, WithBuffer } from './view/source.ts';
import type { View, ViewAt, ViewOf } from './view/view.ts';

// How to read the files of types/.
//
// Letters: `N` is a node of a schema, `S` a schema, `Root` the schema that ties resolve in; `P` is a path and `Seg` one
// segment of it; `A` and `B` are kinds of typed arrays or their buffers; `L` is a layout; `K` is the count of a repeat
// or a key; `E` is a list of items or fields; `C` is a count (arithmetic/count.ts) or what a walk carries along.
//
// A type is *open* while it contains a type parameter, as in the body of a generic function. Two forms recur:
// - `[S] extends [infer N] ? Walk<N> : never` in place of `Walk<S>`. The compiler leaves such a conditional type alone
//   while `S` is open. Given `Walk<S>`, it would follow the recursion of `Walk` to find what the result is at most: up
//   to millions of steps. Comments say that `infer` holds the recursion back.
// - `Cases<S, A>[CaseOf<A>]` in place of a conditional type with one branch for each case. The compiler infers type
//   arguments from every branch of a conditional type, and computes the branches for that. It does not infer from the
//   members of an interface.

/**
 * A schema laid out over one flat array. Editors show `Summary` first: the length and the leaves. The compiler computes
 * `Summary` only to show it or to write it into a declaration file. A program that reads that file need not compute the
 * length again.
 */
export declare abstract class Layout<out Summary extends { readonly length: number }, in out S> extends LayoutMark {
  get [schemaOfFlat](): S;
  /** A frozen copy of the schema that was given. */
  readonly schema: S;
  /** Number of elements of the flat array, the pads of `aligned` included. Ties own none. */
  readonly length: Summary['length'];
  /** Bytes of a flat `Float32Array`: four an element. For another kind, read `flat.byteLength`. */
  get byteLength(): ByteLength<S>;
  /** Number of parameters: the elements of all owners, without the pads of `aligned`. */
  get parameterCount(): ParameterCount<S>;
  /** 16 hexadecimal digits that stand for the meaning of the memory: its paths, shapes, offsets and ties. */
  get fingerprint(): string;
  /** One slot for each leaf in canonical order, leaves below ties included. */
  get slots(): readonly Slot[];
  /**
   * Where a leaf or subtree lies.
   *
   * @throws RangeError for an unknown path
   */
  at<const P extends string>(
    path: PathIn<P, PathParameter<S, P>>,
  ): string extends P ? Slot | SubtreeRange : SlotAt<S, P>;
  /**
   * A new flat array of zeros. With `shared`, it lies in a `SharedArrayBuffer`, which workers can write to as well.
   *
   * @throws TypeError for a kind of BigInts
   */
  zeros(): FlatFloat32<LayoutSummary<S>, S>;
  zeros<A = Float32Array<SharedArrayBuffer>>(type: KindIn<A, SharedOption>): FlatOver<S, FromArgument<A>>;
  zeros<A = Float32Array>(
    type: KindIn<A> | undefined,
    options: SharedOption,
  ): FlatOver<S, KindOverBuffer<FromArgument<A>, SharedArrayBuffer>>;
  /**
   * Named views over a flat array of exactly the layout's length, or over a buffer or `WebAssembly.Memory` from a byte
   * offset on.
   *
   * @throws RangeError if the length does not fit, TypeError for any other source
   */
  view<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: ViewIn<S, A>,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): View<S, Viewed<A, B>>;
  /** The view of one leaf or subtree, without binding the rest. A scalar comes as a number. */
  viewAt<const P extends string, A extends NumberArray>(
    flat: FlatIn<S, A>,
    path: PathIn<P, PathParameter<S, P>>,
  ): string extends P ? unknown : ViewAt<S, P, PlainOf<A>>;
  /** With `scalar: 'window'`, a scalar comes as an array of one element, which reads and writes the flat array. */
  viewAt<const P extends string, A extends NumberArray>(
    flat: FlatIn<S, A>,
    path: PathIn<P, PathParameter<S, P>>,
    options: ScalarWindow,
  ): string extends P ? unknown : WindowOf<ViewAt<S, P, PlainOf<A>>, PlainOf<A>>;
  /**
   * Slots and their views in canonical order, ties included: the loop for initialisers. Takes the sources of `view`.
   */
  leaves<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: FlatIn<S, A>,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]>;
  /** The schema's structure with other values: `leaf` runs once for each owner, `tie` once for each tied slot. */
  map<T>(
    leaf: (slot: Slot) => T,
    ...tie: NeedsTie<HasReshapedTie<S>> extends 'tie' ? [tie: (value: T, slot: Slot) => T]
    : [tie?: (value: T, slot: Slot) => T]
  ): Mapped<S, T>;
  /**
   * Copies a structure of nested arrays, leaves or flat typed arrays into a new flat array, or into a given one. It
   * checks all of the structure first. A leaf must have the shape of its place; `pack` reads it by its strides.
   * Fractions are rounded to the kind of the flat array, as in every typed array. An integer that this kind cannot hold
   * exactly is an error: any element of an array of integers, and any other number up to `Number.MAX_SAFE_INTEGER`.
   *
   * @throws TypeError or RangeError that names the path, if the structure or a number does not fit. Then `pack` has
   * written nothing.
   */
  pack(structure: unknown): FlatFloat32<LayoutSummary<S>, S>;
  /**
   * Takes a flat array to write to, or options. The structure may then be partial: where a field is absent or
   * `undefined`, the flat array keeps what it holds. A list must have all its items, of which some may be `undefined`.
   * With the option `fill`, one number may stand for all elements of a leaf, which suits masks and learning rates.
   */
  pack<A>(structure: unknown, into: PackIn<S, A>): Packed<S, A>;
  /** Copies a flat array out into plain nested arrays; the inverse of `pack`. */
  unpack<A extends NumberArray>(flat: FlatIn<S, A>): Unpacked<S>;
  /**
   * A subtree as a layout of its own, with paths relative to it.
   *
   * @throws RangeError for a leaf or an unknown path, SchemaError if a tie leads out of the subtree
   */
  sub<const P extends string>(path: PathIn<P, SubPathParameter<S, P>>): SubLayout<SubSchema<S, P>>;
  /** A table of all parameters, as text. */
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}

/** The layout of a subtree; a union where the subtree may have one of several schemas. */
type SubLayout<S> =
  [S] extends [infer T] ?
    T extends unknown ?
      Layout<{ readonly length: Length<T>; readonly leaves?: LeavesOf<T> }, T>
    : never
  : never;
// While the schema is open, the compiler decides this condition as for `any`: `tie` is optional then, and `map` checks
// at run time.
type NeedsTie<Reshaped> = [Reshaped] extends [never] ? 'nothing' : 'tie';

/** The layout of a schema `S`. */
export type LayoutOf<S> = Layout<{ readonly length: Length<S> }, S>;

/**
 * Any layout. Every layout is assignable to it. A function or class that is generic over it (`<L extends AnyLayout>`)
 * needs no casts inside, and its callers keep the types of their own layout.
 *
 * @example
 * function norms<L extends AnyLayout>(model: L, flat: FlatOf<L>): Map<string, number> {
 *   const found = new Map<string, number>();
 *   for (const [{ path }, leaf] of model.leaves(flat)) {
 *     found.set(path, Math.sqrt(leaf.reduce((sum, x) => sum + x * x, 0)));
 *   }
 *   return found;
 * }
 */
// oxlint-disable-next-line typescript/no-explicit-any -- only `any` is both above and below all schemas
export interface AnyLayout extends LayoutMark, FlatSchema<any> {
  readonly schema: unknown;
  readonly length: number;
  readonly byteLength: number;
  readonly parameterCount: number;
  readonly fingerprint: string;
  readonly slots: readonly Slot[];
  at(path: string): Slot | SubtreeRange;
  zeros(): FlatOf<this>;
  zeros<A = Float32Array<SharedArrayBuffer>>(type: KindIn<A, SharedOption>): FlatOf<this, FromArgument<A>>;
  zeros<A = Float32Array>(
    type: KindIn<A> | undefined,
    options: SharedOption,
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
