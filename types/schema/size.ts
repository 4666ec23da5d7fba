import type { Add2, Add4, Add8, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { ExtentOf } from '../arithmetic/extent.ts';
import type { AnyKeys, AnyLaterKeys, KeyList, ManyLaterKeys } from '../arithmetic/key-list.ts';
import type { CountOfDim, Digit, IsUnion } from '../arithmetic/number.ts';
import type { IsMultiple, RoundUp } from '../arithmetic/power.ts';
import type { Product } from '../arithmetic/product.ts';
import type {
  Aligned,
  AnyScoped,
  AnyTied,
  AnyAligned,
  Inner,
  Keyed,
  Listed,
  Marker,
  Repeated,
  Shape,
} from './markers.ts';
import type { Unwrap } from './unwrap.ts';

// This is one file because its halves call each other: the sum of a list counts nodes, and the count of a node sums
// lists. To split it would make an import circle.

/**
 * How many elements a schema owns, as a count. Ties own none. Unknown if the schema or a dimension is not one literal.
 * The schema has no `aligned`, or it is `aligned` itself and nothing in it has a higher alignment: then every leaf
 * takes a multiple of the alignment, and the order of the leaves does not matter. memory.ts counts all other schemas.
 */
// `infer` tells the compiler that the result is a count. While the schema is open, it would follow the whole recursion
// to find out.
export type CountOf<N> = CountOfNode<N> extends infer C extends AnyCount ? C : UnknownCount;
// For a union `N`, `All extends N` is false for at least one member, whose count is then unknown. In a union with an
// unknown count, every digit is `string`, so the count of the whole union is unknown.
export type CountOfNode<N, All = N> =
  N extends readonly number[] ?
    All extends N ?
      ExtentOf<N>['count']
    : UnknownCount
  : N extends Marker ?
    All extends N ?
      CountOfMarker<N>
    : UnknownCount
  : N extends readonly unknown[] ?
    All extends N ?
      SumOfList<N>
    : UnknownCount
  : N extends object ?
    All extends N ?
      SumOfKeys<N, KeyList<keyof N>>
    : UnknownCount
  : UnknownCount;

type CountOfMarker<N> =
  N extends AnyTied ? Zero
  : N extends Repeated<infer K, infer S> ? Product<CountOf<S>, CountOfDim<K>>
  : N extends Listed<infer E> ? SumOfList<E>
  : N extends Keyed<infer E> ? SumOfList<OrderedSchemas<E>>
  : N extends AnyScoped ? CountOfNode<Inner<N>>
  : N extends AnyAligned ? CountOfAligned<N>
  : never;
type CountOfAligned<N> =
  N extends Aligned<infer A, infer S> ?
    [PaddedLeaves<S, A>] extends [never] ? CountOfNode<S>
    : S extends Shape ? RoundUp<ExtentOf<S>['count'], A>
    : CountOfNode<Unwrap<N>>
  : never;

/** `never` if no leaf in a schema needs a pad to take a multiple of `A`. Often one of its dimensions is a multiple. */
export type PaddedLeaves<N, A extends number> =
  unknown extends N ? 'pad'
  : N extends Shape ?
    true extends IsMultipleOf<N[number], A> ?
      never
    : 'pad'
  : N extends AnyTied ? never
  : N extends Repeated<number, infer S> ? PaddedLeaves<S, A>
  : N extends Listed<infer E> ? PaddedLeaves<E[number], A>
  : N extends Keyed<infer E> ? PaddedLeaves<E[number][1], A>
  : N extends AnyAligned ? 'pad'
  : N extends AnyScoped ? PaddedLeaves<Inner<N>, A>
  : N extends readonly unknown[] ? PaddedLeaves<N[number], A>
  : N extends object ? PaddedLeaves<N[keyof N], A>
  : 'pad';
// The compiler keeps the answer for each dimension.
type IsMultipleOf<D extends number, A extends number> = D extends unknown ? IsMultiple<D, A> : never;

/** The schemas of the fields of `ordered`, as a list. */
export type OrderedSchemas<E extends readonly unknown[]> = {
  [I in keyof E]: E[I] extends readonly [string, infer S] ? S : readonly [0];
};

/**
 * The sum over some keys of a struct. The order in which the compiler lists keys is not stable, but a sum does not
 * depend on it.
 */
export type CountOfKeys<N, K extends keyof N> = SumOfSomeKeys<N, K> extends infer C extends AnyCount ? C : UnknownCount;
/**
 * A struct of more than sixteen keys uses one list of its keys for the length and for all offsets, with zero in place
 * of the fields outside `K`. A new list for each offset would cost more than the sums.
 */
type SumOfSomeKeys<N, K extends keyof N> =
  [K] extends [never] ? Zero
  : KeyList<keyof N>['more'] extends ManyLaterKeys ? SumOfKeys<OnlyKeys<N, K>, KeyList<keyof N>>
  : SumOfKeys<N, KeyList<K>>;
type OnlyKeys<N, K> = { [P in keyof N]: P extends K ? N[P] : readonly [0] };
type SumOfKeys<N, L extends AnyKeys> = SumsOfKeys<N, L>[L['arity']];
/** The sums for each number of keys; `more` for more than eight. */
// prettier-ignore
interface SumsOfKeys<N, L extends AnyKeys> {
  open: UnknownCount;
  '0': Zero;
  '1': CountAtKey<N, L['a']>;
  '2': Add2<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>>;
  '3': Add4<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, Zero>;
  '4': Add4<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>>;
  '5': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>,
    CountAtKey<N, L['e']>, Zero, Zero, Zero>;
  '6': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>,
    CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, Zero, Zero>;
  '7': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>,
    CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, Zero>;
  '8': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>,
    CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, CountAtKey<N, L['h']>>;
  more: SumOfMoreKeys<N, L['more'], Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>,
    CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, CountAtKey<N, L['h']>>>;
}
type CountAtKey<N, K> = CountOfNode<N[K & keyof N]>;
/** Adds eight keys at a time, in tail position, where the compiler loops and does not nest. */
type SumOfMoreKeys<N, L, Acc> =
  L extends AnyLaterKeys ?
    L['keys']['arity'] extends 'more' ?
      SumOfMoreKeys<N, L['keys']['more'], Add2<Acc, SumsOfKeys<N, L['keys']>['8']>>
    : Add2<Acc, SumOfKeys<N, L['keys']>>
  : Acc;

/**
 * The sum of the first `N` items of a list, by the digits of `N`: 357 items are three hundreds, five tens and seven. A
 * recursion that takes off one item at a time would cost the square of the length, because the compiler rewrites the
 * rest of the list at each step. The sums of whole tens and hundreds serve the length and every offset.
 */
type SumOfFirst<T, N extends string> =
  N extends `${infer A extends Digit}${infer R}` ?
    R extends '' ? SumsOfTen<T, ''>[A]
    : R extends `${infer B extends Digit}${infer S}` ?
      S extends '' ? AddUnlessZero<SumsOfParts<T, '', 'ten'>[A], SumsOfTen<T, A>[B]>
      : S extends `${infer C extends Digit}${infer U}` ?
        U extends '' ?
          Add4<SumsOfParts<T, '', 'hundred'>[A], SumsOfParts<T, A, 'ten'>[B], SumsOfTen<T, `${A}${B}`>[C], Zero>
        : U extends Digit ?
          Add4<
            SumsOfParts<T, '', 'thousand'>[A],
            SumsOfParts<T, A, 'hundred'>[B],
            SumsOfParts<T, `${A}${B}`, 'ten'>[C],
            SumsOfTen<T, `${A}${B}${C}`>[U]
          >
        : UnknownCount
      : UnknownCount
    : UnknownCount
  : UnknownCount;

/** The sum of the items before an index; unknown for a list of unknown length. */
export type SumBefore<T extends readonly unknown[], I extends string> =
  number extends T['length'] ? UnknownCount : SumOfFirst<T, I>;

/** A sum whose second summand is often zero. */
type AddUnlessZero<A, B> = B extends Zero ? A : Add2<A, B>;

/**
 * The sum of all items; unknown for a list of unknown length. Short lists have branches of their own, because a look-up
 * in a table nests deeper.
 */
export type SumOfList<T extends readonly unknown[]> =
  number extends T['length'] ? UnknownCount
  : T['length'] extends 1 ? ItemCount<T, '0'>
  : T['length'] extends 2 ? Add2<ItemCount<T, '0'>, ItemCount<T, '1'>>
  : T['length'] extends 3 ? Add4<ItemCount<T, '0'>, ItemCount<T, '1'>, ItemCount<T, '2'>, Zero>
  : T['length'] extends 4 ? Add4<ItemCount<T, '0'>, ItemCount<T, '1'>, ItemCount<T, '2'>, ItemCount<T, '3'>>
  : SumsOfList<T>[ArityOf<T['length']>];

interface SumsOfList<T extends readonly unknown[]> extends SumsOfTen<T, ''> {
  open: UnknownCount;
  more: SumOfFirst<T, `${T['length']}`>;
}

type ArityOf<N extends number> =
  IsUnion<N> extends true ? 'open'
  : `${N}` extends Digit ? `${N}`
  : 'more';

/** The sums of the first items among ten, whose indices are `P` and one more digit. `all` is the sum of all ten. */
// prettier-ignore
interface SumsOfTen<T, P extends string> {
  '0': Zero;
  '1': ItemCount<T, `${P}0`>;
  '2': Add2<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>>;
  '3': Add4<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, Zero>;
  '4': Add4<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>>;
  '5': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>,
    ItemCount<T, `${P}4`>, Zero, Zero, Zero>;
  '6': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>,
    ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, Zero, Zero>;
  '7': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>,
    ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, ItemCount<T, `${P}6`>, Zero>;
  '8': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>,
    ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, ItemCount<T, `${P}6`>, ItemCount<T, `${P}7`>>;
  '9': Add2<SumsOfTen<T, P>['8'], ItemCount<T, `${P}8`>>;
  all: Add4<SumsOfTen<T, P>['8'], ItemCount<T, `${P}8`>, ItemCount<T, `${P}9`>, Zero>;
}

type ItemCount<T, I> = CountOfNode<T[I & keyof T]>;

/**
 * The sums of the first tens, hundreds or thousands among those whose indices begin with `P`. `Part` is the name of a
 * table and not the table, so that the compiler looks up no sum before it knows the list.
 */
// prettier-ignore
interface SumsOfParts<T, P extends string, Part extends keyof PartSums<T, P>> {
  '0': Zero;
  '1': PartSums<T, FirstPrefix<P>>[Part]['all'];
  '2': Add2<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all']>;
  '3': Add4<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], Zero>;
  '4': Add4<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all']>;
  '5': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'], Zero, Zero,
    Zero>;
  '6': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'],
    PartSums<T, `${P}5`>[Part]['all'], Zero, Zero>;
  '7': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'],
    PartSums<T, `${P}5`>[Part]['all'], PartSums<T, `${P}6`>[Part]['all'], Zero>;
  '8': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'],
    PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'],
    PartSums<T, `${P}5`>[Part]['all'], PartSums<T, `${P}6`>[Part]['all'], PartSums<T, `${P}7`>[Part]['all']>;
  '9': Add2<SumsOfParts<T, P, Part>['8'], PartSums<T, `${P}8`>[Part]['all']>;
  all: Add4<SumsOfParts<T, P, Part>['8'], PartSums<T, `${P}8`>[Part]['all'], PartSums<T, `${P}9`>[Part]['all'], Zero>;
}

interface PartSums<T, P extends string> {
  ten: SumsOfTen<T, P>;
  hundred: SumsOfParts<T, P, 'ten'>;
  thousand: SumsOfParts<T, P, 'hundred'>;
}

/** `P` and the digit 0; without digits before it there is none, because an index has no leading zeros. */
type FirstPrefix<P extends string> = P extends '' ? '' : `${P}0`;
