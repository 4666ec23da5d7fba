import { describe } from '../array/describe.ts';

/** Under this key a layout says that it is one, so that it can stand in another schema, also across copies of this library. */
export const IS_LAYOUT: unique symbol = Symbol.for('paramlayout.layout');

/**
 * Whether an object is a layout, of whichever copy of this library. The key must stand on its class: a spread, and what was made to inherit
 * from a layout, have it elsewhere or not at all.
 */
export function isLayout(object: object): object is { readonly schema: unknown } {
  if (!(IS_LAYOUT in object)) return false;
  const proto = Object.getPrototypeOf(object) as object | null;
  return (
    proto !== null && proto !== Object.prototype && Object.hasOwn(proto, IS_LAYOUT) && Object.hasOwn(object, 'schema')
  );
}

/** @throws TypeError for what is no layout */
export function requireLayout(value: unknown): void {
  if (typeof value !== 'object' || value === null || !isLayout(value))
    throw new TypeError(`a layout was expected, found ${describe(value)}`);
}
