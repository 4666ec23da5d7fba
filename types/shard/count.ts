import type { NotPositive } from './issues.ts';

/**
 * The type of a parameter that takes an integer of at least 1. For any other literal, it is a sentence. A plain
 * `number` is checked at run time.
 */
// The compiler infers `N` from the branch that is `N`, as in PathIn.
export type PositiveIn<N extends number, What extends string> =
  ([PositiveIssue<N, What>] extends [never] ? 'sound' : 'wrong') extends 'wrong' ? PositiveIssue<N, What> : N;
type PositiveIssue<N extends number, What extends string> =
  N extends unknown ?
    number extends N ? never
    : `${N}` extends '0' | `-${string}` | `${string}${'.' | 'e'}${string}` | 'Infinity' | 'NaN' ?
      NotPositive<What, `${N}`>
    : never
  : never;
