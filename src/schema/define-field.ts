// No twin in types: a type has no prototype that a key could collide with.
/**
 * Whether a key is on Object.prototype. Assigning to it could set the prototype, or fail where Object.prototype is
 * frozen.
 */
export const isInherited = (key: string): boolean => key in Object.prototype;

/** Adds a field; any key is safe. */
export function defineField(object: Record<string, unknown>, key: string, value: unknown): void {
  if (isInherited(key))
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
