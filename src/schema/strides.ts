import type { AnyArray } from '../../types/array/kind.ts';

/** The shape and strides that a typed array has if it is a leaf, of whichever copy of this library; undefined for any other. */
export function dimsOfLeaf(array: object): Dims | undefined {
  const { shape, strides } = array as Partial<Dims>;
  return Array.isArray(shape) && Array.isArray(strides) && shape.length === strides.length ?
      { shape, strides }
    : undefined;
}

/** Whether elements of a shape lie alike by two strides: that of a dimension of one makes no step, and of none no element. */
export const haveSameOrder = (shape: readonly number[], a: readonly number[], b: readonly number[]): boolean =>
  shape.includes(0) || shape.every((dim, axis) => dim === 1 || a[axis] === b[axis]);

/** Whether it is a leaf of which the memory has another order than the indices: the transpose of a matrix. */
export function isTransposed(array: AnyArray): boolean {
  const dims = dimsOfLeaf(array);
  return dims !== undefined && !haveSameOrder(dims.shape, dims.strides, stridesOf(dims.shape));
}

/** @throws TypeError for a transposed leaf where a flat array is meant: its elements would be taken in another order than its own */
export function requireOwnOrder(flat: AnyArray): void {
  if (isTransposed(flat))
    throw new TypeError(
      `a flat array was expected, found a transposed leaf of shape [${dimsOfLeaf(flat)?.shape.join(', ')}], whose elements lie in the order of its owner`,
    );
}

/** Row-major strides in elements. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = [...shape];
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] as number;
  }
  return Object.freeze(strides);
}

/** What a leaf knows besides its elements. Strides are in elements. */
export interface Dims {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}
