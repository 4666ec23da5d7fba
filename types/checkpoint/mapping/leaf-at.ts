// No twin in src: at run time the leaves of a layout are a table.
import type { FindPlace, FoundPlace } from '../../place/place.ts';
import type { AnyAligned, AnyScoped, AnyTied, Inner, Shape } from '../../schema/markers.ts';
import type { Child } from '../../schema/node.ts';
import type { ChildLike, SegmentLike } from '../fit/child-like.ts';
import type { Unwrap } from '../../schema/unwrap.ts';

/**
 * The shapes of the leaves that a name with wildcards may reach, as a union. `'subtree'` stands for a subtree, and
 * `'any'` for what the compiler does not follow: a wildcard `{**rest}`, and a schema that it does not know. The result
 * is `never` if the name reaches nothing.
 */
export type LeafAt<N, P extends string, Root> =
  unknown extends N ? 'any'
  : N extends AnyTied ?
    FindPlace<Root, N['.tied'], Root> extends FoundPlace<infer M, infer R, boolean> ?
      LeafAt<M, P, R>
    : never
  : N extends AnyScoped ? LeafAt<Inner<N>, P, Inner<N>>
  : N extends AnyAligned ? LeafAt<Unwrap<N>, P, Root>
  : P extends '' ?
    N extends Shape ?
      N
    : 'subtree'
  : P extends `${infer Seg}.${infer Rest}` ? LeafBelow<N, Seg, Rest, Root>
  : LeafBelow<N, P, '', Root>;
type LeafBelow<N, Seg extends string, Rest extends string, Root> =
  Seg extends `{**${string}}` ? 'any'
  : Seg extends `${string}{${string}}${string}` ? LeafAtEach<ChildLike<N, SegmentLike<Seg>>, Rest, Root>
  : LeafAtEach<Child<N, Seg>, Rest, Root>;
type LeafAtEach<N, Rest extends string, Root> = N extends unknown ? LeafAt<N, Rest, Root> : never;
