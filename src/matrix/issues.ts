/**
 * The sentences of errors about matrices of names. types/matrix/issues.ts has those that the compiler can say as well.
 */

export const noLeaf = (path: string): string => `'${path}' must be a leaf, found a subtree`;
export const noLeafArray = (found: string): string =>
  `a leaf was expected, an array with shape and strides, found ${found}`;
export const wrongIndexCount = (shape: readonly number[], found: number): string =>
  `${shape.length === 1 ? '1 index was' : `${shape.length} indices were`} ` +
  `expected for the shape [${shape.join(', ')}], found ${found}`;
export const badIndex = (index: string, axis: number, dim: number): string =>
  `index ${index} is out of range in dimension ${axis}, which has ${dim} items`;
export const noValue = (found: string): string => `a value must be a number, found ${found}`;
export const NO_ROWS = 'a scalar has no rows';
export const GONE = 'the element cannot be reached: the buffer of its array was detached or shrunk';
export const transposedSide = (path: string): string =>
  `'${path}' reads its owner as a transpose, so it has no block with a ` +
  'subtree; name a leaf on the other side, or the owner';
export const badMatrixLength = (rows: number, columns: number): string =>
  `the product of both lengths must be at most ${Number.MAX_SAFE_INTEGER}, found ${rows} times ${columns}`;
export const SHARES_MEMORY = 'out must have memory of its own, found an array that overlaps the vector or the matrix';
