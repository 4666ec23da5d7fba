// No twin in src: at run time a program reads `schema`, `length` and `slots` from the layout itself.
import type { HasSchema, LayoutMark } from '../schema/layout-mark.ts';
import type { Shape } from '../schema/markers.ts';
import type { Length } from '../schema/memory.ts';
import type { Offset } from './offset.ts';
import type { PathParameter } from './path-parameter.ts';
import type { PathPatterns, Paths } from './paths.ts';
import type { FindPlace, NodeAt } from './place.ts';
import type { Slot } from './slot.ts';

/**
 * A layout, reduced to what a checkpoint needs of it. For a parameter of type `AnyLayout`, the compiler would compare
 * `length` and so do the layout's arithmetic before it knows the schema; it would give up on `save(layout({ … }), …)`.
 */
export interface LayoutLike extends LayoutMark {
  readonly schema: unknown;
  readonly fingerprint: string;
  /** One slot for each leaf, leaves below ties included. The slots of owners together cover the flat array once. */
  readonly slots: readonly Slot[];
}

/** The schema of a layout. */
export type SchemaOf<L> = L extends HasSchema<infer S> ? S : never;

// Each type below infers the schema by a conditional type on the layout itself, and not by `SchemaOf<L>`. While `L` is
// a type parameter, the compiler then sees at once how the result varies with `L`. Given
// `SchemaOf<L>`, it would follow the recursion of the result, for millions of steps.

/** The number of elements of a layout's flat array: a literal, or `number` where a dimension is a `number`. */
export type LengthOf<L> =
  [L] extends [HasSchema<infer S>] ?
    S extends unknown ?
      Length<S>
    : never
  : never;

/** Every path of a layout, of leaves and subtrees. The indices of a repeat of more than 64 blocks are `${number}`. */
export type PathOf<L> = [L] extends [HasSchema<infer S>] ? Paths<S> : never;

// While `L` is a type parameter, every path is accepted, as in `PathIn`.
type PatternOf<L> =
  ([SchemaOf<L>] extends [never] ? 'open' : 'known') extends 'known' ? PathPatterns<SchemaOf<L>> : string;

/**
 * The offset of a path in the flat array, in elements: a literal, or `number` where an index in the path is a `number`.
 */
export type OffsetOf<L, P extends PatternOf<L>> =
  [L, P] extends [HasSchema<infer S>, infer Q extends string] ? OffsetAtPath<S, Q> : never;

type OffsetAtPath<S, P extends string> =
  unknown extends S ? number
  : [FindPlace<S, P>] extends [never] ? Exclude<PathParameter<S, P>['missing'], string>
  : Offset<S, P>;

/** The shape of the leaf at a path. */
export type ShapeOf<L, P extends PatternOf<L>> =
  [L, P] extends [HasSchema<infer S>, infer Q extends string] ? ShapeAtPath<S, Q> : never;

type ShapeAtPath<S, P extends string> =
  unknown extends S ? Shape
  : [FindPlace<S, P>] extends [never] ? Exclude<PathParameter<S, P>['missing'], string>
  : NodeAt<S, P> extends infer N extends Shape ? N
  : never;
