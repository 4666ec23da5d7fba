/**
 * The sentences of errors about operands. src/algebra/issues.ts has the same ones for the run time; there `OneLayout`
 * goes on with the fingerprints of the layouts.
 */

export type OneLayout = 'operands of one layout were expected, found two layouts';
export type OneKind<
  A extends string,
  B extends string,
> = `operands of one kind were expected, found ${A} and ${B}; convert one of them, as with ${A}.from(…)`;
