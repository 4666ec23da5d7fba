// No twin in src: src/schema/make-node.ts places a node and counts it in one step.
import type { Add2, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { CountOfDim, IsUnion, ToNumber } from '../arithmetic/number.ts';
import type { HighestPower, RoundUp } from '../arithmetic/power.ts';
import type { Product } from '../arithmetic/product.ts';
import type { Aligned, AnyAligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated } from './markers.ts';
import type { KeysBefore } from './order.ts';
import type { CountOf, CountOfKeys, CountOfNode, OrderedSchemas } from './size.ts';
import type { Unaligned } from './unaligned.ts';
import type { Unwrap } from './unwrap.ts';

/** How many elements of memory a schema takes, pads included, as a count. */
// `infer` tells the compiler that the result is a count, as in `CountOf`.
export type MemoryOf<N> =
  ([N] extends [Unaligned] ? CountOfNode<N> : CountWithPads<N>) extends infer C extends AnyCount ? C : UnknownCount;

/** The flat length of a schema: a literal, or `number` if a dimension is a `number`. */
// `infer` holds the count back while `S` is open. To read a property of the count, the compiler would follow the whole
// recursion.
export type Length<S> =
  0 extends 1 & S ? number
  : MemoryOf<S> extends infer C extends AnyCount ? ToNumber<C>
  : never;
/** Four times the length: the bytes of a Float32Array. */
export type ByteLength<S> = Product<MemoryOf<S>, CountOfDim<4>> extends infer C extends AnyCount ? ToNumber<C> : never;

/** The count of a schema that has `aligned` somewhere. */
type CountWithPads<N> =
  IsUnion<N> extends true ? UnknownCount
  : N extends AnyAligned ?
    IsHighest<N> extends true ?
      CountOfNode<N>
    : CountWithPads<Unwrap<N>>
  : N extends Repeated<infer K, infer B> ? Product<RoundUp<MemoryOf<B>, AlignmentOf<B>>, CountOfDim<K>>
  : N extends Listed<infer E> ? CountOfItems<E>
  : N extends Keyed<infer E> ? CountOfItems<OrderedSchemas<E>>
  : N extends AnyScoped ? MemoryOf<Inner<N>>
  : N extends readonly unknown[] ? CountOfItems<N>
  : N extends object ? CountOfFields<N, keyof N>
  : UnknownCount;

/** The number of elements from one block of a repeat to the next, as a count. */
export type StrideOf<B> =
  ([B] extends [Unaligned] ? CountOf<B> : RoundUp<MemoryOf<B>, AlignmentOf<B>>) extends infer C extends AnyCount ? C
  : UnknownCount;

/** The number of elements from one block of a repeat to the next, as a number. */
export type Stride<B> = StrideOf<B> extends infer C extends AnyCount ? ToNumber<C> : never;

/** The highest alignment in a schema, 1 if it has none. The schema begins at a multiple of it. */
// `infer` tells the compiler that these are numbers. Without it, the compiler would go through the recursion to find
// out.
export type AlignmentOf<N> =
  [AlignmentsIn<N>] extends [infer A extends number] ?
    [A] extends [never] ?
      1
    : HighestPower<A>
  : never;
type AlignmentsIn<N> =
  [N] extends [Unaligned] ? never
  : N extends Aligned<infer A, infer S> ? AlignmentsInAligned<A, S>
  : N extends Repeated<number, infer S> ? AlignmentsIn<S>
  : N extends Listed<infer E> ? AlignmentsIn<E[number]>
  : N extends Keyed<infer E> ? AlignmentsIn<E[number][1]>
  : N extends AnyScoped ? AlignmentsIn<Inner<N>>
  : N extends Marker ? never
  : N extends readonly unknown[] ? AlignmentsIn<N[number]>
  : N extends object ? AlignmentsIn<N[keyof N]>
  : never;

/** A tie takes no memory, so it has no alignment. An alignment that is not one literal is unknown. */
type AlignmentsInAligned<A extends number, S> =
  S extends AnyTied ? never
  : S extends AnyAligned ?
    [AlignmentsIn<S>] extends [never] ?
      never
    : AlignmentsIn<S> | OneAlignment<A>
  : AlignmentsIn<S> | OneAlignment<A>;
type OneAlignment<A extends number> = IsUnion<A> extends true ? number : A;

/**
 * Whether nothing in `aligned` has a higher alignment. Then each leaf in it takes a multiple of the alignment, no pads
 * lie between its children, and a plain sum is right.
 */
export type IsHighest<N extends AnyAligned> =
  [N['.of']] extends [Unaligned] ? true
  : [AlignmentOf<N>] extends [N['.aligned']] ? true
  : false;

/**
 * The end of the last of some fields `K` of a struct. Only fields with `aligned` are taken in order; those between two
 * of them are summed up together. `Done` are the fields so far, and `C` is where they end.
 */
export type CountOfFields<N, K extends keyof N> = EndOfFields<N, K, AlignedKeys<N, K>, never, Zero>;
type EndOfFields<N, K extends keyof N, WithPads, Done, C> =
  [WithPads] extends [never] ? Add2<C, CountOfKeys<N, Exclude<K, Done>>>
  : KeyLyingFirst<WithPads> extends infer F extends K ?
    EndOfFields<
      N,
      K,
      Exclude<WithPads, F>,
      Done | F | KeysBefore<K, TextOfKey<F>>,
      Add2<
        RoundUp<Add2<C, CountOfKeys<N, Exclude<KeysBefore<K, TextOfKey<F>>, Done>>>, AlignmentOf<N[F]>>,
        MemoryOf<N[F]>
      >
    >
  : UnknownCount;
type AlignedKeys<N, K extends keyof N> =
  K extends unknown ?
    [N[K]] extends [Unaligned] ?
      never
    : K
  : never;
type KeyLyingFirst<K, All = K> =
  K extends unknown ?
    [KeysBefore<All, TextOfKey<K>>] extends [never] ?
      K
    : never
  : never;
type TextOfKey<K> = `${K & (string | number)}`;

/** The end of the items before an index; of all items without one. Unknown for lists of more than 999 items. */
export type CountOfItems<E extends readonly unknown[], End extends string = `${E['length']}`> =
  End extends `${number}${infer B}${infer C}${infer D}${infer _}` ?
    '' extends B | C | D ?
      EndOfItems<E, End>
    : UnknownCount
  : number extends E['length'] ? UnknownCount
  : EndOfItems<E, End>;
type EndOfItems<E extends readonly unknown[], End extends string, I extends readonly 0[] = [], C = Zero> =
  `${I['length']}` extends End ? C
  : EndOfItems<E, End, [...I, 0], Add2<RoundUp<C, AlignmentOf<E[I['length']]>>, MemoryOf<E[I['length']]>>>;

/** How many elements the leaves of a schema have, without pads. */
export type ParameterCount<S> = [S] extends [Unaligned] ? Length<S> : Length<WithoutPads<S>>;
/** The schema without `aligned`: the same leaves, without pads. */
export type WithoutPads<N> =
  [N] extends [Unaligned] ? N
  : N extends AnyTied ? N
  : N extends Aligned<number, infer S> ? WithoutPads<S>
  : N extends Repeated<infer K, infer B> ? { readonly '.repeat': K; readonly '.of': WithoutPads<B> }
  : N extends Listed<infer E> ? { readonly '.tuple': { readonly [I in keyof E]: WithoutPads<E[I]> } }
  : N extends Keyed<infer E> ?
    { readonly '.ordered': { readonly [I in keyof E]: readonly [E[I][0], WithoutPads<E[I][1]>] } }
  : N extends AnyScoped ? { readonly '.scope': WithoutPads<Inner<N>> }
  : unknown extends N ? N
  : { readonly [K in keyof N]: WithoutPads<N[K]> };
