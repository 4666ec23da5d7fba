// No twin in src: src/schema/align.ts lays the nodes out again, and the first that is too long throws.
import type { IssueAt } from './issues.ts';
import type { AnyAligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Repeated, Shape } from './markers.ts';
import type { MemoryOf } from './memory.ts';
import type { Join } from './node.ts';
import type { LengthIssue } from './size-issues.ts';
import type { Unwrap } from './unwrap.ts';

/** The issue with the pads of `aligned`, at the innermost nodes that are too long with them. */
export type PadIssue<N, Path extends string> =
  [PadIssueBelow<Unwrap<N>, Path>] extends [never] ? PlacedLengthIssue<LengthIssue<MemoryOf<N>>, Path>
  : PadIssueBelow<Unwrap<N>, Path>;
type PlacedLengthIssue<F, Path extends string> = F extends string ? IssueAt<Path, F> : never;

type PadIssueBelow<N, Path extends string> =
  0 extends 1 & N ? never
  : N extends Shape | AnyTied ? never
  : N extends Repeated<number, infer S> ? PadIssue<S, Join<Path, 0>>
  : N extends Listed<infer E> ? PadIssueInItems<E, Path>
  : N extends Keyed<infer E> ? { [I in keyof E]: PadIssue<E[I][1], Join<Path, E[I][0]>> }[number]
  : N extends AnyScoped ? PadIssue<Inner<N>, Path>
  : N extends AnyAligned ? PadIssue<N, Path>
  : N extends readonly unknown[] ? PadIssueInItems<N, Path>
  : { [K in keyof N]: PadIssue<N[K], Join<Path, K & (string | number)>> }[keyof N];
type PadIssueInItems<E extends readonly unknown[], Path extends string> = {
  [I in keyof E]: PadIssue<E[I], Join<Path, I & string>>;
}[number];
