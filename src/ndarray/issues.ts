// No twin in types: only the run time meets these issues.

/** The sentences of errors about arrays of other libraries. */
export const tooFar = (what: string, end: number): string =>
  `${what} reaches to element ${end}, but ndarray keeps offsets as 32-bit integers, up to ${2 ** 31}; ` +
  'use @stdlib/ndarray';
export const noStdlibFunction = (found: string): string =>
  `stdlib must be the function ndarray of '@stdlib/ndarray', found ${found}`;
export const noNdView = (found: string): string =>
  `a leaf or a view of ndView, ndViewOf or blocks was expected, found ${found}`;
