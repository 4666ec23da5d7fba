// No twin in src: the run time compares the rules of each owner, in src/select/rules.ts.
import type { NamedIndices, Step, StepToOthers } from '../place/pattern.ts';
import type { AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated } from '../schema/markers.ts';
import type { HasOwner, Reaches } from './reach.ts';
import type { CountOfOthers } from './restricted.ts';

/** `true` if a leaf that owns memory matches both of two remainders of patterns; `never` if none does. */
export type Overlaps<N, A, B> =
  [A] extends [never] ? never
  : [B] extends [never] ? never
  : '' extends A ? Reaches<N, B>
  : '' extends B ? Reaches<N, A>
  : unknown extends N ? never
  : N extends readonly number[] ? never
  : N extends Marker ? OverlapsInMarker<N, A, B>
  : N extends readonly unknown[] ? OverlapsInItems<N, A, B>
  : { [K in keyof N]: OverlapsAt<N[K], `${K & (string | number)}`, A, B> }[keyof N];
type OverlapsAt<N, Seg extends string, A, B> = Overlaps<N, Step<A, Seg>, Step<B, Seg>>;
type OverlapsInMarker<N, A, B> =
  N extends AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    K extends 0 ? never
    : // `infer` tells the compiler that these are strings. It would go through all of them to find out.
    NamedIndices<A | B, K> extends infer I extends string ?
      Overlaps<S, StepToOthers<A>, StepToOthers<B>> | OverlapsInBlocks<S, I, A, B>
    : never
  : N extends Listed<infer E> ? OverlapsInItems<E, A, B>
  : N extends Keyed<infer E> ? OverlapsInField<E[number], A, B>
  : N extends AnyScoped ? Overlaps<Inner<N>, A, B>
  : never;
type OverlapsInBlocks<S, I, A, B> = I extends string ? OverlapsAt<S, I, A, B> : never;
type OverlapsInItems<E extends readonly unknown[], A, B> =
  number extends E['length'] ? never : { [I in keyof E]: OverlapsAt<E[I], I & string, A, B> }[number];
type OverlapsInField<F, A, B> = F extends readonly [infer K extends string, infer S] ? OverlapsAt<S, K, A, B> : never;

/** `true` if a leaf that owns memory does not match a remainder of patterns; `never` if all match. */
export type Misses<N, A> =
  '' extends A ? never
  : [A] extends [never] ? HasOwner<N>
  : unknown extends N ? never
  : N extends readonly number[] ? true
  : N extends Marker ? MissesInMarker<N, A>
  : N extends readonly unknown[] ? MissesInItems<N, A>
  : { [K in keyof N]: Misses<N[K], Step<A, `${K & (string | number)}`>> }[keyof N];
type MissesInMarker<N, A> =
  N extends AnyTied ? never
  : N extends Repeated<infer K, infer S> ?
    K extends 0 ? never
    : NamedIndices<A, K> extends infer I extends string ? MissesInRepeat<S, K, I, A>
    : never
  : N extends Listed<infer E> ? MissesInItems<E, A>
  : N extends Keyed<infer E> ? MissesInField<E[number], A>
  : N extends AnyScoped ? Misses<Inner<N>, A>
  : never;
// The run time judges a repeat of an unknown number of blocks.
type MissesInRepeat<S, K extends number, I, A> =
  [I] extends [never] ? Misses<S, StepToOthers<A>>
  : number extends K ? never
  : `${number}` extends I ? never
  : MissesInBlocks<S, I, A> | (CountOfOthers<I & string, K> extends 0 ? never : Misses<S, StepToOthers<A>>);
type MissesInBlocks<S, I, A> = I extends string ? Misses<S, Step<A, I>> : never;
type MissesInItems<E extends readonly unknown[], A> =
  number extends E['length'] ? never : { [I in keyof E]: Misses<E[I], Step<A, I & string>> }[number];
type MissesInField<F, A> = F extends readonly [infer K extends string, infer S] ? Misses<S, Step<A, K>> : never;
