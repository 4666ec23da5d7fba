// No twin in src: the run time knows every node.
import type { Aligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated, Shape } from '../schema/markers.ts';

/** `true` if the compiler does not know some node of a schema, such as a list of more blocks than it writes out. */
export type HasUnknown<N> =
  unknown extends N ? true
  : N extends Shape | AnyTied ? never
  : N extends Marker ?
    N extends Repeated<number, infer S> ? HasUnknown<S>
    : N extends Listed<infer E> ? HasUnknown<E[number]>
    : N extends Keyed<infer E> ? HasUnknown<E[number][1]>
    : N extends AnyScoped ? HasUnknown<Inner<N>>
    : N extends Aligned<number, infer S> ? HasUnknown<S>
    : never
  : N extends readonly unknown[] ? HasUnknown<N[number]>
  : N extends object ? { [K in keyof N]: HasUnknown<N[K]> }[keyof N]
  : never;
