import type { AnyTied, Inner, Repeated, AnyScoped, Tied } from './markers.ts';
import type { Child } from './node.ts';
import type { EndIndices, Segments } from './path.ts';

/**
 * What `layout` expects in place of a tie whose path is only a string. While an editor completes `tied('…')`, the compiler does not see the text, so it
 * infers the path from this type: that gives the completions. Every tie is assignable to `object`, so none is refused.
 */
// `infer` says that these are strings: else the compiler goes through the recursion to find it out.
export type TieHint<Root> = TieTargets<Root> extends infer P extends string ? Tied<P> | object : object;

/** The paths that a tie may name, but for those of a repeat's blocks between the first and the last. */
type TieTargets<N, Prefix extends string = ''> =
  N extends readonly number[] ? never
  : N extends AnyScoped ? TieTargets<Inner<N>, Prefix>
  : TieTargetsBelow<N, N extends Repeated<infer K, unknown> ? EndIndices<K> : Segments<N>, Prefix>;
type TieTargetsBelow<N, Seg, Prefix extends string> =
  Seg extends string | number ?
    Child<N, `${Seg}`> extends infer C ?
      C extends AnyTied ?
        never
      : `${Prefix}${Seg}` | TieTargets<C, `${Prefix}${Seg}.`>
    : never
  : never;
