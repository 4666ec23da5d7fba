import type { Child } from './path.ts';
import type { AnyTied, HasSchema, Inner, Repeat, Scope, Tied } from './schema.ts';
import type { Ends, Segments } from './segments.ts';

/**
 * The type that is expected of a tie whose path is only known as a string. While an editor looks for what to offer in `tied('…')`, the compiler is
 * told nothing of the path, and infers it from this one; every other tie is accepted as it is.
 */
// `infer` says that these are strings: else the compiler goes through the recursion to find it out.
export type TieHint<Root> = Targets<Root> extends infer P extends string ? Tied<P> | object : object;

/** The paths that a tie may name, but for those of a repeat's blocks between the first and the last. */
type Targets<N, Prefix extends string = ''> = N extends readonly number[]
  ? never
  : N extends Scope<unknown> | HasSchema<unknown>
    ? Targets<Inner<N>, Prefix>
    : TargetsThrough<N, N extends Repeat<infer K, unknown> ? Ends<K> : Segments<N>, Prefix>;
type TargetsThrough<N, Seg, Prefix extends string> = Seg extends string | number
  ? Child<N, `${Seg}`> extends infer C ? (C extends AnyTied ? never : `${Prefix}${Seg}` | Targets<C, `${Prefix}${Seg}.`>) : never
  : never;
