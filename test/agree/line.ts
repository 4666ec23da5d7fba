import type { Expected } from './program.ts';

export type Line = readonly [text: string, expected: Expected];

let next = 0;
export const is = (about: string, found: string, expected: string): Line => [
  `const is${next++}: Is<${found}, ${expected}> = true;`,
  { about },
];

export const dims = (list: readonly number[]): string => `readonly [${list.join(', ')}]`;
