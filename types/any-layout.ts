import type { FlatOver, TypedArrayType } from './flat.ts';
import type { PackOptions } from './pack.ts';
import type { Offset } from './offset.ts';
import type { NodeAt, Paths } from './path.ts';
import type { LayoutMark, Shape } from './schema.ts';
import type { Length } from './size.ts';
import type { Range, Slot } from './slot.ts';
import type { Window } from './window.ts';
import type { KindIn, MemoryLike, Over, Shared, Viewed, WithBuffer } from './source.ts';
import type { Leaf, NumberArray, View } from './view.ts';

/**
 * Any layout: what can be done with one of which only this is known. Every layout can be passed where this is asked for, and a function that
 * is generic over it (`<L extends AnyLayout>`) keeps what is known of the layout outside.
 *
 * @example
 * function norms<L extends AnyLayout>(model: L, flat: FlatOf<L>): Map<string, number> {
 *   const found = new Map<string, number>();
 *   for (const [{ path }, leaf] of model.leaves(flat)) found.set(path, Math.hypot(...leaf));
 *   return found;
 * }
 */
export interface AnyLayout extends LayoutMark {
  readonly schema: unknown;
  readonly length: number;
  readonly byteLength: number;
  readonly fingerprint: string;
  readonly slots: readonly Slot[];
  at(path: string): Slot | Range;
  zeros(): Float32Array<ArrayBuffer>;
  zeros<A = Float32Array<SharedArrayBuffer>>(type: KindIn<A, Shared>): A;
  zeros<A = Float32Array>(type: KindIn<A> | undefined, options: Shared): Over<A, SharedArrayBuffer>;
  view(source: NumberArray | ArrayBufferLike | MemoryLike, byteOffset?: number, type?: TypedArrayType<NumberArray>): unknown;
  viewAt(flat: NumberArray, path: string, options?: Window): unknown;
  leaves<A extends NumberArray | ArrayBufferLike | MemoryLike, B = Float32Array>(
    source: A,
    byteOffset?: WithBuffer<A, number | undefined>,
    type?: WithBuffer<A, KindIn<B> | undefined>,
  ): Generator<[Slot, Leaf<Shape, Viewed<A, B>>]>;
  map<T>(leaf: (slot: Slot) => T, tie: (value: T, slot: Slot) => T): unknown;
  pack(structure: unknown): Float32Array<ArrayBuffer>;
  pack<A extends NumberArray>(structure: unknown, flat: A): A;
  pack<A extends NumberArray = Float32Array<ArrayBuffer>>(structure: unknown, options: PackOptions<A>): A;
  unpack(flat: NumberArray): unknown;
  sub(path: string): AnyLayout;
  summary(): string;
  toJSON(): { readonly schema: unknown; readonly fingerprint: string };
}

export type SchemaOf<L> = L extends { readonly schema: infer S; readonly fingerprint: string } ? S : never;
export type LengthOf<L> = Length<SchemaOf<L>>;
/** A flat array of a layout, by its kind and buffer: `FlatOf<L, Float64Array<ArrayBuffer>>`. */
export type FlatOf<L, A = Float32Array<ArrayBuffer>> = FlatOver<SchemaOf<L>, A>;
export type ViewOf<L, A = Float32Array> = View<SchemaOf<L>, A>;
// `infer` says that these are strings: left to find out, while `L` is open, the compiler would follow the whole recursion.
export type PathOf<L> = Paths<SchemaOf<L>> extends infer P extends string ? P : never;
export type OffsetOf<L, P extends string> = Offset<SchemaOf<L>, P>;
export type ShapeOf<L, P extends string> = NodeAt<SchemaOf<L>, P> extends infer N extends Shape ? N : never;
