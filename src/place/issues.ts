/** The sentences of errors about labels and patterns. types/place/issues.ts has the same ones, word for word. */

const nameOfSubtree = (path: string): string => (path === '' ? 'the layout' : `'${path}'`);
export const notALabel = (label: string): string =>
  `a label is a path, with the indices of one element in brackets at its end, such as 'h.0.w[2,1]'; found '${label}'`;
export const wrongRank = (label: string, path: string, shape: readonly number[]): string =>
  `a label in ${nameOfSubtree(path)} takes one index for each dimension of ` +
  `its shape [${shape.join(', ')}], found '${label}'`;
export const badElementIndex = (index: string, dimension: number, path: string, size: number): string =>
  `an index below ${size} was expected in dimension ${dimension} of ${nameOfSubtree(path)}, found '${index}'`;

export const gapInSegment = (pattern: string, segment: string): string =>
  `'**' must be a segment of its own in the pattern '${pattern}', found '${segment}'`;
