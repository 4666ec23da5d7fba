/** The sentences of errors about selections and rules. src/select/issues.ts has the same ones, word for word. */

export type MatchesNothing<P extends string, Why extends string> = `the pattern '${P}' matches no leaf${Why}`;
export type MatchesOnlyTies<
  P extends string,
  Owner extends string,
> = `the pattern '${P}' matches only ties; name the owner '${Owner}'`;
export type UnderTwoRules<
  P extends string,
  A extends string,
  B extends string,
> = `'${P}' is under two rules with different values, '${A}' and '${B}'`;
export type UnderNoRule<P extends string> =
  `'${P}' is under no rule; add one for it, or 'rest' for all others ([rest] where 'rest' is a field)`;
