import type { PathParameter } from './check-path.ts';
import type { FlatOver } from './flat.ts';
import type { Mapped } from './map.ts';
import type { Offset } from './offset.ts';
import type { PackOptions, Unpacked } from './pack.ts';
import type { Find, NodeAt, PathPatterns, Paths } from './path.ts';
import type { HasSchema, LayoutMark, Shape } from './schema.ts';
import type { Length } from './size.ts';
import type { SubtreeRange, Slot } from './slot.ts';
import type { ScalarWindow } from './window.ts';
import type { KindIn, FromArgument, MemoryLike, KindOverBuffer, Shared, Viewed, WithBuffer } from './source.ts';
import type { Leaf, NumberArray, View } from './view.ts';

/** A layout has its schema under this key as well. `AnyLayout` has `any` there, so a flat array of any layout is a `FlatOf<AnyLayout>`. */
export declare const schemaOfFlat: unique symbol;
export interface FlatSchema<out S> {
  readonly [schemaOfFlat]: S;
}

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

export type SchemaOf<L> = L extends HasSchema<infer S> ? S : never;
// Each type infers the schema in a conditional type on the layout itself. So the compiler sees at once how it varies with `L`, while `L` is a type
// parameter. If it followed `SchemaOf<L>` into the recursion, it would take millions of steps.
export type LengthOf<L> =
  [L] extends [HasSchema<infer S>] ?
    S extends unknown ?
      Length<S>
    : never
  : never;
/** A flat array of a layout: a `Float32Array`, or by its kind and buffer, `FlatOf<L, Float64Array<ArrayBuffer>>`. Its length is a literal. */
export type FlatOf<L, A = Float32Array<ArrayBuffer>> = FlatOver<FlatSchemaOf<L>, A>;
/** The schema that marks a layout's flat arrays. */
export type FlatSchemaOf<L> = L extends FlatSchema<infer S> ? S : SchemaOf<L>;
export type ViewOf<L, A = Float32Array> = [L] extends [HasSchema<infer S>] ? View<S, A> : never;
/** Every path of a layout, of leaves and subtrees. Indices of repeats above 64 are `${number}`. */
export type PathOf<L> = [L] extends [HasSchema<infer S>] ? Paths<S> : never;
// While `L` is a type parameter every path is accepted, as in `PathIn`.
type PatternOf<L> =
  ([SchemaOf<L>] extends [never] ? 'open' : 'known') extends 'known' ? PathPatterns<SchemaOf<L>> : string;
/** Where a path begins in the flat array, in elements; `number` where an index in it is only known as a number. */
export type OffsetOf<L, P extends PatternOf<L>> =
  [L, P] extends [HasSchema<infer S>, infer Q extends string] ? OffsetAtPath<S, Q> : never;
type OffsetAtPath<S, P extends string> =
  unknown extends S ? number
  : [Find<S, P>] extends [never] ? Exclude<PathParameter<S, P>['missing'], string>
  : Offset<S, P>;
/** The shape of the leaf at a path. */
export type ShapeOf<L, P extends PatternOf<L>> =
  [L, P] extends [HasSchema<infer S>, infer Q extends string] ? ShapeAtPath<S, Q> : never;
type ShapeAtPath<S, P extends string> =
  unknown extends S ? Shape
  : [Find<S, P>] extends [never] ? Exclude<PathParameter<S, P>['missing'], string>
  : NodeAt<S, P> extends infer N extends Shape ? N
  : never;
