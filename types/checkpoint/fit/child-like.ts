// No twin in src: at run time a pattern is compared with each name.
import type { AnyAligned, Keyed, Listed, Marker, Repeated } from '../../schema/markers.ts';
import type { Unwrap } from '../../schema/unwrap.ts';

/** A segment with wildcards as a template literal type. */
export type SegmentLike<Seg extends string> =
  Seg extends `${infer A}{${string}}${infer B}` ? `${A}${string}${SegmentLike<B>}` : Seg;
/** The children whose key matches `K`, as a union. */
export type ChildLike<N, K extends string> =
  N extends readonly number[] ? never
  : N extends Marker ?
    N extends Repeated<number, infer S> ? S
    : N extends Listed<infer E> ? E[number]
    : N extends Keyed<infer E> ? OrderedChild<E[number], K>
    : N extends AnyAligned ? ChildLike<Unwrap<N>, K>
    : never
  : N extends readonly unknown[] ? N[number]
  : { [P in keyof N & (string | number)]-?: `${P}` extends K ? N[P] : never }[keyof N & (string | number)];
type OrderedChild<F, K extends string> = F extends readonly [K, infer S] ? S : never;
