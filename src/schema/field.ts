/** Whether plain assignment would not do: it would set the prototype, or fail where Object.prototype is frozen. */
export const isInherited = (key: string): boolean => key in Object.prototype;

/** Adds a field whatever its name. */
export function defineField(made: Record<string, unknown>, key: string, value: unknown): void {
  if (isInherited(key))
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  else made[key] = value;
}
