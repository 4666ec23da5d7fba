/** Whether a key precedes another in code-unit order, the order in which the fields of a struct lie. */
export function isBefore(a: string, b: string): boolean {
  return a < b;
}

export function sortKeys(keys: readonly string[]): string[] {
  return [...keys].sort(); // sort compares code units by default
}
