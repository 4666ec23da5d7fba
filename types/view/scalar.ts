import type { Leaf } from './leaf.ts';

/** The option with which `viewAt` gives a scalar as an array of one element. */
export interface ScalarWindow {
  readonly scalar: 'window';
}
/** A view, with an array of one element in place of a number. */
export type WindowOf<V, A> = V extends number ? Leaf<readonly [], A> : V;
