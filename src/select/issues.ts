/** The sentences of errors about selections and rules. types/select/issues.ts has the same ones, word for word. */

export const matchesNothing = (pattern: string, why: string): string =>
  `the pattern '${pattern}' matches no leaf${why}`;
export const matchesOnlyTies = (pattern: string, owner: string): string =>
  `the pattern '${pattern}' matches only ties; name the owner '${owner}'`;
export const underTwoRules = (path: string, a: string, b: string): string =>
  `'${path}' is under two rules with different values, '${a}' and '${b}'`;
export const underNoRule = (path: string): string =>
  `'${path}' is under no rule; add one for it, or 'rest' for all others ([rest] where 'rest' is a field)`;
