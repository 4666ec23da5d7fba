import type { RemainderOf, MatchesSegment } from '../place/pattern.ts';
import type { FoundPlace, SettlePlace } from '../place/place.ts';
import type { GapInSegment } from '../place/issues.ts';
import type { Issue } from '../schema/issues.ts';
import type { MatchesNothing, MatchesOnlyTies } from './issues.ts';
import type { AnyAligned, AnyScoped, AnyTied, Inner, Keyed, Marker, Repeated } from '../schema/markers.ts';
import type { Child, Join } from '../schema/node.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { ExplainMissing, Segments } from '../schema/path.ts';
import type { Suggest } from '../schema/suggest.ts';
import type { ChildrenOf } from './reach.ts';

/** The first segment of a pattern that has `**` beside other characters; `never` if none has. */
type BadSegment<P extends string> =
  P extends `${string}**${string}` ?
    P extends `${infer Seg}.${infer Rest}` ?
      Seg extends '**' ? BadSegment<Rest>
      : Seg extends `${string}**${string}` ? Seg
      : BadSegment<Rest>
    : P extends '**' ? never
    : P
  : never;

/** The sentence about a pattern that no owner matches. */
export type ExplainPattern<S, P extends string> =
  P extends unknown ?
    [BadSegment<P>] extends [never] ?
      TiedOwners<S, RemainderOf<P>, S> extends infer O extends string ?
        [O] extends [never] ?
          Issue<MatchesNothing<P, Hint<SettlePlace<S, S>, P extends '' ? P : RemainderOf<P>>>>
        : Issue<MatchesOnlyTies<P, FirstInOrder<O>>>
      : never
    : Issue<GapInSegment<P, BadSegment<P>>>
  : never;

/**
 * The paths of the owners of the tied leaves that match a remainder. `Done` is the path of the owner of `N`, ties
 * resolve in `Root`, whose own path is `Base`, and `Tied` says whether the walk went through a tie. For the blocks of a
 * repeat, the first stands for all.
 */
type TiedOwners<
  N,
  R extends string,
  Root,
  Base extends string = '',
  Done extends string = '',
  Tied extends 'tied' | 'own' = 'own',
> =
  N extends AnyTied ? TiedOwners<Root, R extends '' ? N['.tied'] : `${N['.tied']}.${R}`, Root, Base, Base, 'tied'>
  : N extends AnyScoped ? TiedOwners<Inner<N>, R, Inner<N>, Done, Done, Tied>
  : N extends AnyAligned ? TiedOwners<N['.of'], R, Root, Base, Done, Tied>
  : R extends '' ?
    N extends readonly number[] ?
      Tied extends 'tied' ?
        Done
      : never
    : TiedOwnersBelow<N, '*', '', Root, Base, Done, Tied>
  : R extends `**.${infer Rest}` ?
    TiedOwners<N, Rest, Root, Base, Done, Tied> | TiedOwnersBelow<N, '*', R, Root, Base, Done, Tied>
  : R extends `${infer Glob}.${infer Rest}` ? TiedOwnersBelow<N, Glob, Rest, Root, Base, Done, Tied>
  : TiedOwnersBelow<N, R, '', Root, Base, Done, Tied>;
type TiedOwnersBelow<
  N,
  Glob extends string,
  R extends string,
  Root,
  Base extends string,
  Done extends string,
  Tied extends 'tied' | 'own',
> =
  SegmentsLike<N, Glob> extends infer Seg ?
    Seg extends string ?
      Child<N, Seg> extends never ?
        never
      : TiedOwners<Child<N, Seg>, R, Root, Base, Join<Done, Seg>, Tied>
    : never
  : never;
type SegmentsLike<N, Glob extends string> =
  Glob extends `${string}*${string}` ?
    (Glob extends '*' ? SegmentsForAll<N> : `${Segments<N>}`) extends infer Seg ?
      Seg extends string ?
        MatchesSegment<Glob, Seg> extends true ?
          Seg
        : never
      : never
    : never
  : Glob;

/** The index 0 comes first among all paths through a repeat. */
type SegmentsForAll<N> = N extends Repeated<number, unknown> ? '0' : `${Segments<N>}`;

/**
 * Why nothing matches, as far as a segment without `*` shows it: the first such segment that names no child, or after a
 * `**` the nearest key of the layout.
 */
type Hint<At, R extends string, Done extends string = ''> =
  At extends FoundPlace<infer N, infer Root, boolean> ?
    R extends `**.${infer Rest}` ? HintAfterGap<N, Rest>
    : R extends `${infer Seg}.${infer Rest}` ? HintAt<N, Root, Seg, Rest, Done>
    : HintAt<N, Root, R, '', Done>
  : '';
type HintAfterGap<N, R extends string> =
  R extends `${infer Seg}.${string}` ? HintAfterGap<N, Seg>
  : R extends `${string}*${string}` ? ''
  : KeysBelow<N> extends infer K extends string ? Suggest<R, K>
  : '';
type HintAt<N, Root, Seg extends string, R extends string, Done extends string> =
  Seg extends '' ? ''
  : Seg extends `${string}*${string}` ?
    N extends Repeated<number, infer S> ?
      MatchesSegment<Seg, '0'> extends true ?
        Hint<SettlePlace<S, Root>, R, Join<Done, '0'>>
      : ''
    : ''
  : [Child<N, Seg>] extends [never] ? `: ${ExplainMissing<N, Seg, Done>}`
  : Hint<SettlePlace<Child<N, Seg>, Root>, R, Join<Done, Seg>>;

/** All keys below a node, except those below ties. */
type KeysBelow<N> =
  unknown extends N ? never
  : N extends readonly number[] ? never
  : OwnKeys<N> | (ChildrenOf<N> extends infer C ? KeysBelowEach<C> : never);
type KeysBelowEach<N> = N extends unknown ? KeysBelow<N> : never;
type OwnKeys<N> =
  N extends AnyTied ? never
  : N extends AnyScoped ? OwnKeys<Inner<N>>
  : N extends AnyAligned ? OwnKeys<N['.of']>
  : N extends Keyed<infer E> ? E[number][0]
  : N extends Marker ? never
  : N extends readonly unknown[] ? never
  : `${keyof N & (string | number)}`;
