// No twin in types: the types of the arrays do not depend on where they lie.
import type { NdMemory } from '../matrix/nd-memory.ts';

/** Where the elements of an array lie in its data. */
export interface ArrayMemory extends NdMemory {
  /** What the array is, for errors: the path of a leaf, in quotes. */
  readonly what: string;
}
