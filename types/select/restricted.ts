// No twin in src: the run time goes through the slots of a layout, in src/select/matches.ts.
import type { AnyCount } from '../arithmetic/count.ts';
import type { CountDifference } from '../arithmetic/difference.ts';
import type { CountOfDim, IsUnion, ToNumber } from '../arithmetic/number.ts';
import type { NamedIndices, Step, StepToOthers } from '../place/pattern.ts';
import type {
  AnyAligned,
  AnyScoped,
  AnyTied,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeat,
  Repeated,
} from '../schema/markers.ts';
import type { CountOf } from '../schema/size.ts';

/**
 * A schema with only those leaves of `N` that match `In` and do not match `Out`, both remainders of patterns. It serves
 * to sum up their lengths, so it says nothing of their order. Ties own nothing and are left out. A leaf under several
 * patterns is in it once. A subtree that is in it as a whole keeps its type, so the compiler may know its length
 * already.
 */
export type Restricted<N, In, Out> =
  [In] extends [never] ? Nothing
  : '' extends Out ? Nothing
  : [Out] extends [never] ?
    '' extends In ?
      N
    : RestrictedBelow<N, In, never>
  : RestrictedBelow<N, In, Out>;

type Nothing = readonly [0];

type RestrictedBelow<N, In, Out> =
  unknown extends N ? unknown
  : N extends readonly number[] ?
    '' extends In ?
      N
    : Nothing
  : N extends Marker ? RestrictedMarker<N, In, Out>
  : N extends readonly unknown[] ? RestrictedList<N, In, Out>
  : AroundKey<In, Out> extends infer A extends AnyAroundKey ?
    [A] extends [never] ?
      RestrictedStruct<N, In, Out, KeysUnder<N, HeadOf<In>>>
    : WithoutNothing<{ [K in keyof N]: FieldAroundKey<N[K], K, A, In, Out> }>
  : never;
type RestrictedMarker<N, In, Out> =
  N extends AnyTied ? Nothing
  : N extends Repeated<infer K, infer S> ?
    // `infer` tells the compiler that these are strings. Without it, the compiler would go through all of them to find
    // out.
    NamedIndices<In | Out, K> extends infer I extends string ?
      RestrictedRepeat<I, K, S, In, Out>
    : never
  : N extends Listed<infer E> ? RestrictedList<E, In, Out>
  : N extends Keyed<infer E> ? RestrictedFields<E[number], In, Out>
  : N extends AnyScoped ? Restricted<Inner<N>, In, Out>
  : N extends AnyAligned ? Restricted<N['.of'], In, Out>
  : never;

/**
 * What one pattern that is a `**` and a key makes of the fields of a struct. Such patterns are the most common, and
 * need no comparison of texts: the compiler compares keys, and the remainders stay the same below any other key.
 */
interface KeyIs<out Key, out Named extends 'kept' | 'left out'> {
  readonly key: Key;
  readonly named: Named;
}
type AnyAroundKey = KeyIs<string, 'kept' | 'left out'>;
type AroundKey<In, Out> =
  [Out] extends [never] ? AfterGap<In, In, 'kept'>
  : In extends '' ? AfterGap<Out, Out, 'left out'>
  : never;
/** `never` for several patterns, and for a key that might be an index. */
type AfterGap<R, All, Named extends 'kept' | 'left out'> =
  R extends `**.${infer Key}` ?
    [All] extends [R] ?
      Key extends `${string}.${string}` | `${string}*${string}` | `${number}` ?
        never
      : KeyIs<Key, Named>
    : never
  : never;
type FieldAroundKey<C, K, A extends AnyAroundKey, In, Out> =
  K extends A['key'] ?
    A['named'] extends 'kept' ?
      C
    : Nothing
  : C extends readonly number[] ?
    A['named'] extends 'kept' ?
      Nothing
    : C
  : RestrictedBelow<C, In, Out>;

/** The first segment of each pattern. Below a `''` that is everything. */
type HeadOf<R> =
  R extends '' ? '*'
  : R extends `${infer Glob}.${string}` ? Glob
  : R;
/** The keys that first segments without `*` name. A segment with `*` may match any key. */
type KeysUnder<N, Head> =
  Head extends `${string}*${string}` ? keyof N
  : Head extends keyof N ? Head
  : Head extends `${infer I extends number}` ? I & keyof N
  : never;

// A struct of which one field is left is that field, because the names do not matter. So the compiler makes few
// structs, and adds up few numbers.
type RestrictedStruct<N, In, Out, K extends keyof N> =
  [K] extends [never] ? Nothing
  : IsUnion<K> extends true ? WithoutNothing<{ [P in K]: RestrictedField<N[P], P & (string | number), In, Out> }>
  : RestrictedField<N[K], K & (string | number), In, Out>;
type RestrictedField<C, K extends string | number, In, Out> = Restricted<C, Step<In, `${K}`>, Step<Out, `${K}`>>;
type WithoutNothing<M> = OnlySome<M, { [K in keyof M]: M[K] extends Nothing ? never : K }[keyof M]>;
type OnlySome<M, K extends keyof M> =
  [K] extends [never] ? Nothing
  : IsUnion<K> extends true ? { [P in K]: M[P] }
  : M[K];

type RestrictedList<E extends readonly unknown[], In, Out> =
  number extends E['length'] ? unknown
  : E extends readonly [] ? Nothing
  : { readonly [I in keyof E]: RestrictedField<E[I], I & string, In, Out> };

type RestrictedFields<F, In, Out> = WithoutNothing<{
  readonly [G in F as KeyOfField<G>]: RestrictedPair<G, In, Out>;
}>;
type KeyOfField<F> = F extends readonly [infer K extends string, unknown] ? K : never;
type RestrictedPair<F, In, Out> =
  F extends readonly [infer K extends string, infer S] ? RestrictedField<S, K, In, Out> : never;

/**
 * The block once for each index `I` that the patterns name, and once for all others. A pattern past the limits of
 * `NamedIndices` makes the length unknown.
 */
// `I` has no bound, because the compiler would follow `NamedIndices` to find out whether it is met.
type RestrictedRepeat<I, K extends number, S, In, Out> =
  [I] extends [never] ? Repeat<K, Restricted<S, StepToOthers<In>, StepToOthers<Out>>>
  : `${number}` extends I ? unknown
  : Restricted<S, StepToOthers<In>, StepToOthers<Out>> extends infer Other ?
    Other extends Nothing ?
      NamedBlocks<I, S, In, Out>
    : { readonly named: NamedBlocks<I, S, In, Out>; readonly others: Repeat<CountOfOthers<I & string, K>, Other> }
  : never;
type NamedBlocks<I, S, In, Out> =
  IsUnion<I> extends true ? { readonly [J in I & string]: Restricted<S, Step<In, J>, Step<Out, J>> }
  : Restricted<S, Step<In, I & string>, Step<Out, I & string>>;
/** How many of `K` blocks are not at one of the indices `I`. */
export type CountOfOthers<I extends string, K extends number> =
  CountDifference<CountOfDim<K>, CountOf<{ readonly [J in I]: readonly [] }>> extends infer C extends AnyCount ?
    ToNumber<C>
  : never;
