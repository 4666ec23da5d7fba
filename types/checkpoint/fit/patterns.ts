// No twin in src: the run time matches patterns with the paths of the layout's slots.
import type { HasOpenPattern } from '../../place/pattern.ts';
import type { FoundPlace, SettlePlace } from '../../place/place.ts';
import type { Issue, ShapeText } from '../../schema/issues.ts';
import type { AnyTied, Shape } from '../../schema/markers.ts';
import type { WithoutPads } from '../../schema/memory.ts';
import type { ExplainPattern } from '../../select/explain-pattern.ts';
import type { ChildrenLike, ChildrenOf } from '../../select/reach.ts';

/** The issues of the patterns of `transpose`, each at its pattern. */
export type CheckTransposed<S, T> =
  T extends readonly unknown[] ? { readonly [I in keyof T]: TransposedIssue<S, T[I]> } : unknown;
type TransposedIssue<S, P> =
  unknown extends S ? unknown
  : P extends string ?
    HasOpenPattern<P> extends true ?
      unknown
    : IssueOfShapes<S, P, MatchedShapesOf<SettlePlace<S, S>, P, 'ties'>>
  : unknown;
type IssueOfShapes<S, P extends string, N> =
  [N] extends [never] ? ExplainPattern<WithoutPads<S>, P>
  : [Extract<N, ManyDimensions>] extends [never] ? unknown
  : Issue<`the pattern '${P}' matches a leaf of shape [${ShapeText<
      Extract<N, ManyDimensions>
    >}], but only a matrix can be transposed`>;
type ManyDimensions = readonly [number, number, number, ...number[]];

/** The issues of patterns of `dtype`, each at its dtype. Ties are not saved, so their paths do not count. */
export type CheckDtypes<S, D> = D extends string ? unknown : { readonly [P in keyof D]: SavedPatternIssue<S, P> };
type SavedPatternIssue<S, P> =
  unknown extends S ? unknown
  : P extends string ?
    HasOpenPattern<P> extends true ? unknown
    : [MatchedShapesOf<SettlePlace<S, S>, P, 'owners'>] extends [never] ? ExplainPattern<WithoutPads<S>, P>
    : unknown
  : unknown;

/**
 * The shapes of the leaves whose whole path matches a pattern, as a union; `never` if none does. `F` is the place where
 * the walk is. `Ties` says whether leaves below ties count.
 */
type MatchedShapesOf<F, P extends string, Ties extends 'ties' | 'owners'> =
  F extends FoundPlace<infer N, infer Root, boolean> ?
    unknown extends N ? Shape
    : P extends '**' ? ShapesBelow<F, Ties>
    : N extends Shape ? never
    : P extends `**.${infer Rest}` ?
      MatchedShapesOf<F, Rest, Ties> | MatchedShapesOf<Settle<ChildrenOf<N>, Root, Ties>, P, Ties>
    : P extends `${infer Glob}.${infer Rest}` ?
      Rest extends '**' ?
        ShapesBelow<Settle<ChildrenLike<N, Glob>, Root, Ties>, Ties>
      : MatchedShapesOf<Settle<ChildrenLike<N, Glob>, Root, Ties>, Rest, Ties>
    : LeafShapes<Settle<ChildrenLike<N, P>, Root, Ties>>
  : never;
type ShapesBelow<F, Ties extends 'ties' | 'owners'> =
  F extends FoundPlace<infer N, infer Root, boolean> ?
    unknown extends N ? Shape
    : N extends Shape ? N
    : ShapesBelow<Settle<ChildrenOf<N>, Root, Ties>, Ties>
  : never;
type LeafShapes<F> =
  F extends FoundPlace<infer N, unknown, boolean> ?
    unknown extends N ?
      Shape
    : Extract<N, Shape>
  : never;
type Settle<N, Root, Ties extends 'ties' | 'owners'> =
  N extends AnyTied ?
    Ties extends 'ties' ?
      SettlePlace<N, Root>
    : never
  : SettlePlace<N, Root>;
