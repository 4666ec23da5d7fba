import { badDimension, badLength, badProduct, SchemaError } from './issues.ts';

/** Whether a value is a whole number from 0 that a number holds exactly. */
export const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * Returns the number of elements of a shape; 1 for `[]`.
 *
 * @throws SchemaError for a bad dimension, or if the product, with zeros counted as 1, exceeds Number.MAX_SAFE_INTEGER
 */
export function sizeOf(shape: readonly number[], path: string): number {
  let product = 1;
  let isEmpty = false;
  for (const dim of shape) {
    if (!isSize(dim)) throw new SchemaError(path, badDimension(dim));
    if (dim === 0) isEmpty = true;
    else product *= dim;
  }
  if (!Number.isSafeInteger(product)) {
    throw new SchemaError(path, badProduct(shape.reduce((n, dim) => n * BigInt(dim === 0 ? 1 : dim), 1n)));
  }
  return isEmpty ? 0 : product;
}

/** Multiplies a length by a count. @throws SchemaError above Number.MAX_SAFE_INTEGER */
export function multiplyLength(length: number, count: number, path: string): number {
  if (!Number.isSafeInteger(length * count)) throw new SchemaError(path, badLength(BigInt(length) * BigInt(count)));
  return length * count;
}
