// No twin in types: the compiler knows jax-js arrays by their type.
import type { Array } from '@jax-js/jax';
import { describe, shapeText } from '../array/describe.ts';

/**
 * Returns a value that is an array of a shape, or a tracer of one. It is known by its members: the class of tracers is
 * not exported, and a program may have two copies of jax-js.
 *
 * @throws TypeError for anything but a jax-js array, RangeError for one of another shape
 */
export function requireArray(what: string, value: unknown, shape: readonly number[]): Array {
  const { dispose, dtype, shape: found } = (value ?? {}) as Partial<Array>;
  if (typeof dispose !== 'function' || dtype === undefined || found === undefined)
    throw new TypeError(`${what}: a jax-js array of shape ${shapeText(shape)} was expected, found ${describe(value)}`);
  if (found.join() !== shape.join())
    throw new RangeError(
      `${what}: a jax-js array of shape ${shapeText(shape)} was expected, found one of ${shapeText(found)}`,
    );
  return value as Array;
}
