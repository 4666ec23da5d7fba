/** The sentences of errors about matrices of names. src/matrix/issues.ts has the same ones for the run time. */

export type NoLeaf<P extends string> = `'${P}' must be a leaf, found a subtree`;
