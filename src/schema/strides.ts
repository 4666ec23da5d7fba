import type { AnyArray } from '../../types/array/kind.ts';

/** Returns the shape and strides of a leaf, of any copy of this library; undefined for any other array. */
export function stridedShapeOfLeaf(array: object): StridedShape | undefined {
  const { shape, strides } = array as Partial<StridedShape>;
  return Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length ?
      { shape, strides }
    : undefined;
}

/**
 * Whether two lists of strides order the elements of a shape alike. The stride of a dimension of 1 does not matter, and
 * in a shape without elements none does.
 */
export const haveSameOrder = (shape: readonly number[], a: readonly number[], b: readonly number[]): boolean =>
  shape.includes(0) || shape.every((dim, axis) => dim === 1 || a[axis] === b[axis]);

/** Whether an array is a leaf whose memory order differs from its index order: a transposed matrix. */
export function isTransposed(array: AnyArray): boolean {
  const leaf = stridedShapeOfLeaf(array);
  return leaf !== undefined && !haveSameOrder(leaf.shape, leaf.strides, stridesOf(leaf.shape));
}

/** @throws TypeError for a transposed leaf: as a flat array its elements would be in the wrong order */
export function requireOwnOrder(flat: AnyArray): void {
  if (!isTransposed(flat)) return;
  const shape = stridedShapeOfLeaf(flat)?.shape.join(', ');
  throw new TypeError(`a flat array was expected, found a transposed leaf of shape [${shape}]`);
}

/** Returns the row-major strides of a shape, in elements. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = [...shape];
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] as number;
  }
  return Object.freeze(strides);
}

/** The shape and strides of a leaf. Strides are in elements. */
export interface StridedShape {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
