// No twin in types: the type of a view does not depend on where it lies.
import type { AnyArray } from '../../types/array/kind.ts';
import type { StridedShape } from '../schema/strides.ts';

/** Under this key a view of any copy of this library tells where its elements lie. */
export const ND_MEMORY: unique symbol = Symbol.for('paramlayout.nd-memory.1');

/** Where the elements of a view lie in an array. Offset and strides are in elements. */
export interface NdMemory extends StridedShape {
  readonly data: AnyArray;
  readonly offset: number;
}

/** Returns where the elements of an NdView lie; undefined for anything else. */
export function memoryOfNdView(value: unknown): NdMemory | undefined {
  return typeof value === 'object' && value !== null ?
      (value as { readonly [ND_MEMORY]?: NdMemory })[ND_MEMORY]
    : undefined;
}
