import type {
  AnyScoped,
  AnySliced,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Repeated,
  TiedTransposed,
} from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';
import type { Unwrap } from '../schema/unwrap.ts';
import type { Length } from '../schema/memory.ts';

/**
 * One line of text for each leaf, `h.*.ln.bias: 12 × [768]`, with one line for all blocks of a repeat. The compiler
 * computes this only where an editor or a declaration file shows a layout.
 */
export type LeavesOf<N, Path extends string = '', Counts extends string = ''> =
  unknown extends N ? string
  : N extends readonly number[] ? `${Path}: ${Counts}[${ShapeTextOf<N>}]`
  : N extends TiedTransposed<infer P> ? `${Path}: ${Counts}transpose of ${P}`
  : N extends AnySliced ? `${Path}: ${Counts}slice of ${N['.tied']}`
  : N extends AnyTied ? `${Path}: ${Counts}tied to ${N['.tied']}`
  : N extends Repeated<infer K, infer S> ? LeavesOf<S, Join<Path, '*'>, `${Counts}${K} × `>
  : N extends Listed<infer E> ? LeavesOfList<E, Path, Counts>
  : N extends Keyed<infer E> ? LeavesOfField<E[number], Path, Counts>
  : N extends AnyScoped ? LeavesOf<Inner<N>, Path, Counts>
  : N extends AnyAligned ? LeavesOf<Unwrap<N>, Path, Counts>
  : N extends readonly unknown[] ? LeavesOfList<N, Path, Counts>
  : N extends object ?
    { [K in keyof N & (string | number)]: LeavesOf<N[K], Join<Path, K>, Counts> }[keyof N & (string | number)]
  : never;
type LeavesOfField<F, Path extends string, Counts extends string> =
  F extends readonly [infer K extends string, infer S] ? LeavesOf<S, Join<Path, K>, Counts> : never;
type LeavesOfList<E extends readonly unknown[], Path extends string, Counts extends string> = {
  [I in keyof E]: LeavesOf<E[I], Join<Path, I & string>, Counts>;
}[number];
type ShapeTextOf<S> =
  S extends readonly [infer A extends number, ...infer R extends readonly number[]] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${ShapeTextOf<R>}`
  : '';

/**
 * The length and the leaves of a schema, which editors show first. They are the parameters of a function type: the
 * compiler computes those only to show them, and prints them on one line. An open schema has no summary, because the
 * compiler would try to infer the schema from its leaves.
 */
export type LayoutSummary<S> = LayoutSummaryIf<S>[[S] extends [never] ? 'none' : 'known'];

interface LayoutSummaryIf<in out S> {
  known: (length: Length<S>, leaves: LeavesOf<S>) => void;
  none: unknown;
}
