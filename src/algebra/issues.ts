/**
 * The sentences of errors about operands. types/algebra/issues.ts has those that the compiler can say as well.
 */

export const ONE_LAYOUT = 'operands of one layout were expected, found two layouts';
export const oneKind = (a: string, b: string): string =>
  `operands of one kind were expected, found ${a} and ${b}; convert one of them, as with ${a}.from(…)`;
export const OVERLAP =
  'operands that start at the same element or share no element were expected, found two that overlap in part';
export const noOperand = (found: string): string =>
  `a root view or a flat array of numbers was expected, found ${found}`;
export const noNumber = (what: string, found: string): string => `${what} must be a number, found ${found}`;
export const noFunction = (found: string): string => `a function was expected, found ${found}`;
export const noNorm = (found: string): string => `p must be 1, 2 or Infinity, found ${found}`;
