import type { AnyArray } from '../../types/array/kind.ts';
import { typeOfKind } from '../array/kind.ts';
import { type LeafType, leafType } from './leaf.ts';

/** Makes the views of one layout over a flat array of one kind: nested, frozen, eager. */
export type Binder = (flat: AnyArray) => object;

export interface BinderOptions {
  readonly Leaf: LeafType;
  /** Bytes per element of the kind. */
  readonly bytes: number;
  /** The layout that root views carry with their flat array; undefined for views of a part, which carry nothing. */
  readonly layout: object | undefined;
}

export function binderOptionsOf(kind: string, layout?: object): BinderOptions {
  return { Leaf: leafType(kind), bytes: typeOfKind(kind)?.BYTES_PER_ELEMENT as number, layout };
}
