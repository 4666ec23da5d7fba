// No twin in types: types/view/view.ts computes the type of a view in one step.
import type { AnyArray } from '../../types/array/kind.ts';
import { type LeafType, leafTypeOf } from './leaf.ts';

/** Builds the views of one layout over a flat array of one kind: nested, frozen, and all at once. */
export type Binder = (flat: AnyArray) => object;

export interface BinderOptions {
  readonly Leaf: LeafType;
  /** Bytes per element. */
  readonly bytes: number;
  /**
   * The layout that a root view carries together with its flat array; undefined for a view of a subtree, which carries
   * nothing.
   */
  readonly layout: object | undefined;
}

export function binderOptionsOf(kind: string, layout?: object): BinderOptions {
  const Leaf = leafTypeOf(kind);
  return { Leaf, bytes: Leaf.BYTES_PER_ELEMENT, layout };
}
