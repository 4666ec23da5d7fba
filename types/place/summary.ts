import type { AnyTied, Inner, Keyed, Listed, Repeated, AnyScoped, TiedTransposed } from '../schema/markers.ts';
import type { Join } from '../schema/node.ts';

/**
 * Every leaf in one line, `h.*.ln.bias: 12 × [768]`, repeats folded. An editor shows this of a layout, and a declaration file holds it; nobody
 * computes it else.
 */
export type LeavesOf<N, Path extends string = '', Times extends string = ''> =
  unknown extends N ? string
  : N extends readonly number[] ? `${Path}: ${Times}[${ShapeTextOf<N>}]`
  : N extends TiedTransposed<infer P> ? `${Path}: ${Times}transpose of ${P}`
  : N extends AnyTied ? `${Path}: ${Times}tied to ${N['.tied']}`
  : N extends Repeated<infer K, infer S> ? LeavesOf<S, Join<Path, '*'>, `${Times}${K} × `>
  : N extends Listed<infer E> ? LeavesOfList<E, Path, Times>
  : N extends Keyed<infer E> ? LeavesOfField<E[number], Path, Times>
  : N extends AnyScoped ? LeavesOf<Inner<N>, Path, Times>
  : N extends readonly unknown[] ? LeavesOfList<N, Path, Times>
  : N extends object ?
    { [K in keyof N & (string | number)]: LeavesOf<N[K], Join<Path, K>, Times> }[keyof N & (string | number)]
  : never;
type LeavesOfField<F, Path extends string, Times extends string> =
  F extends readonly [infer K extends string, infer S] ? LeavesOf<S, Join<Path, K>, Times> : never;
type LeavesOfList<E extends readonly unknown[], Path extends string, Times extends string> = {
  [I in keyof E]: LeavesOf<E[I], Join<Path, I & string>, Times>;
}[number];
type ShapeTextOf<S> =
  S extends readonly [infer A extends number, ...infer R extends readonly number[]] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${ShapeTextOf<R>}`
  : '';
