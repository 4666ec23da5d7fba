import type { Kind, Kinds } from '../array/kind.ts';
import type { SchemaOf } from '../place/layout-like.ts';
import type { LayoutSummary } from '../place/summary.ts';
import type { NoView, OtherLayout, SeveralLayouts, WrongLength } from '../schema/issues.ts';
import type { Length } from '../schema/memory.ts';

/** The key of a mark that keeps flat arrays of different layouts apart. It is in the types alone, not at run time. */
declare const mark: unique symbol;
/** The key under which the compiler reads the kind of a flat array. It need not infer the kind from all members. */
declare const plain: unique symbol;
export interface Marked<S> {
  readonly [mark]?: (schema: S) => S;
}
interface Plain<A> {
  readonly [plain]?: A;
}
/** A flat array of kind `A` for a schema `S`. Its length is a literal. */
export type FlatOfKind<S, A> = A & { readonly length: Length<S> } & Marked<S> & Plain<A>;
/** A flat `Float32Array` for a schema `S`. Its length is a literal. */
export type FlatFloat32Of<S> = FlatFloat32<unknown, S>;
/**
 * A flat `Float32Array` as editors and declaration files show it, `_Summary` first. The compiler never compares
 * `_Summary`. This is an interface and not an intersection, so that the compiler computes the length only when a
 * program reads it.
 */
export interface FlatFloat32<_Summary, in out S>
  extends Float32Array<ArrayBuffer>, Marked<S>, Plain<Float32Array<ArrayBuffer>> {
  readonly length: Length<S>;
}
/** A flat array of another kind as editors and declaration files show it. */
export type Flat<_Summary, S, A> = FlatOfKind<S, A>;

/** A flat array for a schema, of a given kind: the interface for `Float32Array<ArrayBuffer>`, `Flat` for others. */
export type FlatOver<S, A, Summary = LayoutSummary<S>> =
  A extends Kind<'Float32Array', ArrayBuffer> ?
    Float32Array<ArrayBuffer> extends A ?
      FlatFloat32<Summary, S>
    : Flat<Summary, S, A>
  : Flat<Summary, S, A>;

/** The kind of a flat array, without its length and mark. */
export type PlainOf<A> =
  typeof plain extends keyof A ? NonNullable<A[typeof plain]>
  : A extends Kind<infer K extends keyof Kinds<ArrayBufferLike>, infer B extends ArrayBufferLike> ? Kinds<B>[K]
  : A;

/**
 * The type of a parameter that takes a flat array. For an array that fits, it is the array's own type; for any other, a
 * sentence that says why not. An array with a mark is compared by its mark, which computes no length. An array whose
 * length is only `number` is checked at run time.
 */
// The compiler infers `A` from the first branch. It looks the cases up by name and does not infer from them.
export type FlatIn<S, A> = 0 extends 1 & A ? A : FlatParameter<S, A>[FlatCase<A>];
// Distributive, so that for an open `A` the compiler takes the case of the bound of `A`. Otherwise it would look for a
// common type of all cases, and compute a length for that.
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
  /** Not a case of `FlatIn`: `ViewIn` reads this for a layout that has no view. */
  [scalar: symbol]: NoView;
  unknown: A;
  plain: IfNoIssue<FlatIssue<Length<S>, A[keyof A & 'length'], never>, A>;
  marked: [A] extends [Marked<S>] ? A
  : unknown extends S ? A
  : [FittingFlats<S, A>] extends [never] ? IfNoIssue<FlatIssue<Length<S>, A[keyof A & 'length'], OtherLayout>, A>
  : SeveralLayouts;
}
/** Those members of a union of flat arrays that fit a member of a union of schemas. */
type FittingFlats<S, A> = S extends unknown ? Extract<A, Marked<S>> : never;
type IfNoIssue<Issue, A> = [Issue] extends [never] ? A : Issue;
/** Why a flat array of length `Found` does not fit, or `IfEqual` where the lengths are equal or one is not known. */
type FlatIssue<Expected extends number, Found, IfEqual> =
  number extends Expected ? IfEqual
  : Found extends number ?
    number extends Found ? IfEqual
    : Found extends Expected ? IfEqual
    : WrongLength<Expected, Found>
  : IfEqual;

/**
 * A layout has its schema under this key as well. `AnyLayout` has `any` there, so that a flat array of any layout is
 * assignable to `FlatOf<AnyLayout>`.
 */
export declare const schemaOfFlat: unique symbol;

export interface FlatSchema<out S> {
  readonly [schemaOfFlat]: S;
}

/**
 * A flat array of a layout: a `Float32Array`, or another kind, as in `FlatOf<L, Float64Array<ArrayBuffer>>`. Its length
 * is a literal.
 */
export type FlatOf<L, A = Float32Array<ArrayBuffer>> = FlatOver<FlatSchemaOf<L>, A>;

/** The schema that marks a layout's flat arrays. */
export type FlatSchemaOf<L> = L extends FlatSchema<infer S> ? S : SchemaOf<L>;

/** The option for memory that workers can share. */
export interface SharedOption {
  readonly shared: true;
}
