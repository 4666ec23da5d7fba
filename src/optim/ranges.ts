// No twin in types: the compiler does not see where elements lie.
/** Where elements lie that belong together, in memory order. */
export interface Ranges {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}
