import { SchemaError } from './errors.ts';

/** The number of elements of a shape: 1 for `[]`. Refuses sizes that a number cannot hold exactly, even behind a zero. */
export function sizeOf(shape: readonly number[], path: string): number {
  let product = 1;
  let empty = false;
  for (const dim of shape) {
    if (!Number.isInteger(dim) || dim < 0) {
      throw new SchemaError(path, `a dimension must be a non-negative integer, found ${String(dim)}`);
    }
    if (dim === 0) empty = true;
    else product = safe(product * dim, path);
  }
  return empty ? 0 : product;
}

/** A size, offset or length, refused where it is past Number.MAX_SAFE_INTEGER: it would be rounded. */
export function safe(size: number, path: string): number {
  if (!Number.isSafeInteger(size)) {
    throw new SchemaError(path, `its size must be at most ${Number.MAX_SAFE_INTEGER}, found about ${size}`);
  }
  return size;
}

/** Row-major strides in elements. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = Array.from(shape, () => 1);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i] as number;
  }
  return Object.freeze(strides);
}
