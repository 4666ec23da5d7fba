// No twin in src: the compiled nodes of the run time know whether they hold ties.
import type { Aligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated, Shape } from '../schema/markers.ts';

/** `true` if a schema holds ties, `never` otherwise. */
export type HasTies<N> =
  N extends Shape ? never
  : N extends Marker ?
    N extends AnyTied ? true
    : N extends Repeated<number, infer S> ? HasTies<S>
    : N extends Listed<infer E> ? HasTies<E[number]>
    : N extends Keyed<infer E> ? HasTies<E[number][1]>
    : N extends AnyScoped ? HasTies<Inner<N>>
    : N extends Aligned<number, infer S> ? HasTies<S>
    : never
  : N extends readonly unknown[] ? HasTies<N[number]>
  : N extends object ? HasTies<N[keyof N]>
  : never;
