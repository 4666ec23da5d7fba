import type { HasSchema, LayoutMark } from '../schema/mark.ts';
import type { Shape } from '../schema/markers.ts';
import type { Length } from '../schema/size.ts';
import type { Offset } from './offset.ts';
import type { PathParameter } from './path-parameter.ts';
import type { PathPatterns, Paths } from './paths.ts';
import type { Find, NodeAt } from './place.ts';
import type { Slot } from './slot.ts';

/**
 * What a checkpoint needs of a layout. Not `AnyLayout`: its `length` would have the compiler do the layout's arithmetic before it knows
 * the schema, and give up on `save(layout({ … }), …)`.
 */
export interface LayoutLike extends LayoutMark {
  readonly schema: unknown;
  readonly fingerprint: string;
  /** One for each leaf, those below ties included; the owners tile the flat array. */
  readonly slots: readonly Slot[];
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
