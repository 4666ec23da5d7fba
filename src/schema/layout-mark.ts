import { describe } from '../array/describe.ts';

/** A layout has this key, so that schemas recognise it even if another copy of this library built it. */
export const IS_LAYOUT: unique symbol = Symbol.for('paramlayout.layout');

/**
 * Whether an object is a layout, of any copy of this library. The key must be on its class: a spread copy has it as
 * its own, or not at all, and an object that inherits from a layout has it further up.
 */
export function isLayout(object: object): object is { readonly schema: unknown } {
  const proto = Object.getPrototypeOf(object) as object | null;
  return (
    proto !== null && proto !== Object.prototype && Object.hasOwn(proto, IS_LAYOUT) && Object.hasOwn(object, 'schema')
  );
}

/** @throws TypeError for anything but a layout */
export function requireLayout(value: unknown): void {
  if (typeof value !== 'object' || value === null || !isLayout(value))
    throw new TypeError(`a layout was expected, found ${describe(value)}`);
}
