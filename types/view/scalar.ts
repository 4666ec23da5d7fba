import type { Leaf } from './leaf.ts';

/** Asks `viewAt` for a scalar as an array of one element. */
export interface ScalarWindow {
  readonly scalar: 'window';
}
/** A view, but in place of a number an array of one. */
export type WindowOf<V, A> = V extends number ? Leaf<readonly [], A> : V;
