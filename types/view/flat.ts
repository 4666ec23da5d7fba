import type { Kind, Kinds } from '../array/kind.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type { LeavesOf } from '../place/summary.ts';
import type { NoView, OtherLayout, SeveralLayouts, WrongLength } from '../schema/issues.ts';
import type { Length } from '../schema/size.ts';

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
export type FlatOfKind<S, A> = A & { readonly length: Length<S> } & Marked<S> & Plain<A>;
/** The same of the usual kind. */
export type FlatFloat32Of<S> = FlatFloat32<unknown, S>;
/**
 * An interface, and no intersection, because its length is then computed only when it is read. `F` is what an editor shows of it first; the
 * compiler never compares it.
 */
export interface FlatFloat32<_F, in out S>
  extends Float32Array<ArrayBuffer>, Marked<S>, Plain<Float32Array<ArrayBuffer>> {
  readonly length: Length<S>;
}
export type Flat<_F, S, A> = FlatOfKind<S, A>;

/** A flat array of a schema and kind; of the usual kind the interface. */
export type FlatOver<S, A, F = LayoutSummary<S>> =
  A extends Kind<'Float32Array', ArrayBuffer> ?
    Float32Array<ArrayBuffer> extends A ?
      FlatFloat32<F, S>
    : Flat<F, S, A>
  : Flat<F, S, A>;
/**
 * The length and the leaves of a schema, which an editor shows first. They are the parameters of a function: the compiler computes those only when it
 * shows them, and writes them in one line. A schema that is still a type parameter has none, or the compiler would infer it from its leaves.
 */
export type LayoutSummary<S> = LayoutSummaryIf<S>[[S] extends [never] ? 'none' : 'known'];
interface LayoutSummaryIf<in out S> {
  known: (length: Length<S>, leaves: LeavesOf<S>) => void;
  none: unknown;
}

/** The plain kind of a flat array, without length and mark. */
export type PlainOf<A> =
  typeof plain extends keyof A ? NonNullable<A[typeof plain]>
  : A extends Kind<infer K extends keyof Kinds<ArrayBufferLike>, infer B extends ArrayBufferLike> ? Kinds<B>[K]
  : A;

/**
 * The type of a parameter that takes a flat array: one that fits, as it is; for any other, a sentence. One that carries a mark is judged by its
 * mark, and no length is computed; one whose length is only `number` is judged at run time.
 */
// `A` is inferred from the first branch; the others are looked up by name, because into those of a conditional type the compiler would infer too.
export type FlatIn<S, A> = 0 extends 1 & A ? A : FlatParameter<S, A>[FlatCase<A>];
// Distributive, so that its constraint is that for any array: else the compiler would look for one in the other verdicts too, and compute a length.
export type FlatCase<A> =
  A extends unknown ?
    typeof mark extends keyof A ? 'marked'
    : A extends { readonly length: infer M } ?
      number extends M ?
        'unknown'
      : 'plain'
    : 'unknown'
  : never;
export interface FlatParameter<S, A> {
  /** Of a layout that has no view: `ViewIn` looks here. */
  [scalar: symbol]: NoView;
  unknown: A;
  plain: IfNoIssue<FlatIssue<Length<S>, A[keyof A & 'length'], never>, A>;
  marked: [A] extends [Marked<S>] ? A
  : unknown extends S ? A
  : [FittingFlats<S, A>] extends [never] ? IfNoIssue<FlatIssue<Length<S>, A[keyof A & 'length'], OtherLayout>, A>
  : SeveralLayouts;
}
/** Of several flat arrays those that fit one of several schemas. */
type FittingFlats<S, A> = S extends unknown ? Extract<A, Marked<S>> : never;
type IfNoIssue<Wrong, A> = [Wrong] extends [never] ? A : Wrong;
type FlatIssue<N extends number, M, Same> =
  number extends N ? Same
  : M extends number ?
    number extends M ? Same
    : M extends N ? Same
    : WrongLength<N, M>
  : Same;

/** A layout has its schema under this key as well. `AnyLayout` has `any` there, so a flat array of any layout is a `FlatOf<AnyLayout>`. */
export declare const schemaOfFlat: unique symbol;

export interface FlatSchema<out S> {
  readonly [schemaOfFlat]: S;
}

/** A flat array of a layout: a `Float32Array`, or by its kind and buffer, `FlatOf<L, Float64Array<ArrayBuffer>>`. Its length is a literal. */
export type FlatOf<L, A = Float32Array<ArrayBuffer>> = FlatOver<FlatSchemaOf<L>, A>;

/** The schema that marks a layout's flat arrays. */
export type FlatSchemaOf<L> = L extends FlatSchema<infer S> ? S : SchemaOf<L>;

/** Memory that workers can be given to write to. */
export interface Shared {
  readonly shared: true;
}
