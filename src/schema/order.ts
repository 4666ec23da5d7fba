/** Code-unit order of keys, the order in which the fields of a struct lie. The twin of types/order.ts. */
export function isBefore(a: string, b: string): boolean {
  return a < b;
}

export function sortKeys(keys: readonly string[]): string[] {
  return [...keys].sort(); // which compares code units where no other comparison is given
}
