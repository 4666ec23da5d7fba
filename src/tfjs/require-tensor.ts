// No twin in types: the compiler knows tensors by their type.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe, shapeText } from '../array/describe.ts';
import { slotsOfOwners } from '../place/owner.ts';

/**
 * Returns a value that is a tensor of a shape. It is known by its members, for a program may have two copies of tfjs.
 *
 * @throws TypeError for anything but a tensor of float32, RangeError for one of another shape
 */
export function requireTensor(what: string, value: unknown, shape: readonly number[]): Tensor {
  const { dataId, dtype, shape: found } = (value ?? {}) as Partial<Tensor>;
  const isTensor = dataId && found;
  if (isTensor && dtype === 'float32' && found.join() === shape.join()) return value as Tensor;
  const text =
    `${what}: a float32 tensor of shape ${shapeText(shape)} was expected, found ` +
    (isTensor ? `${dtype} of shape ${shapeText(found)}` : describe(value));
  throw dtype === 'float32' ? new RangeError(text) : new TypeError(text);
}

/** @throws RangeError for a list of another length than the layout has owners, and the errors of `requireTensor` */
export function requireOwners(owner: string, model: LayoutLike, list: readonly unknown[]): Tensor[] {
  const slots = slotsOfOwners(model);
  if (list.length !== slots.length)
    throw new RangeError(`${owner}: ${slots.length} tensors were expected, found ${list.length}`);
  return slots.map(({ path, shape }, i) => requireTensor(`'${path}'`, list[i], shape));
}
