// No twin in src: at run time the leaves of a layout are a table.
import type { FindPlace, FoundPlace } from '../../place/place.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Shape,
} from '../../schema/markers.ts';
import type { Child } from '../../schema/node.ts';
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

/** A segment with wildcards as a template literal type. */
export type SegmentLike<Seg extends string> =
  Seg extends `${infer A}{${string}}${infer B}` ? `${A}${string}${SegmentLike<B>}` : Seg;
/** The children whose key matches `K`, as a union. */
export type ChildLike<N, K extends string> =
  N extends readonly number[] ? never
  : N extends Marker ?
    N extends Repeated<number, infer S> ? S
    : N extends Listed<infer E> ? E[number]
    : N extends Keyed<infer E> ? OrderedChildLike<E[number], K>
    : N extends AnyAligned ? ChildLike<Unwrap<N>, K>
    : never
  : N extends readonly unknown[] ? N[number]
  : { [P in keyof N & (string | number)]-?: `${P}` extends K ? N[P] : never }[keyof N & (string | number)];
type OrderedChildLike<F, K extends string> = F extends readonly [K, infer S] ? S : never;
