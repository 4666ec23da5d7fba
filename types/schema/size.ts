import type { Add2, Add4, Add8, AnyCount, UnknownCount, Zero } from '../arithmetic/count.ts';
import type { ExtentOf } from '../arithmetic/extent.ts';
import type { AnyKeys, AnyLaterKeys, KeyList, ManyLaterKeys } from '../arithmetic/keys.ts';
import type { CountOfDim, Digit, IsUnion, ToNumber } from '../arithmetic/number.ts';
import type { Product } from '../arithmetic/product.ts';
import type { AnyScoped, AnyTied, Inner, Keyed, Listed, Marker, Repeated } from './markers.ts';

/**
 * How many elements a schema owns, as a count; ties own none. Unknown where a dimension, or the schema itself, is not
 * one literal.
 */
// `infer` tells the compiler that this is a count: left to find out, while a schema is still open, it would follow the
// whole recursion.
export type CountOf<N> = CountOfNode<N> extends infer C extends AnyCount ? C : UnknownCount;
// `All extends N` is false for some where N is one of several, and then the count is unknown: a union with unknown
// digits has no others.
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
  : never;

/** The schemas of the fields of `ordered`. */
export type OrderedSchemas<E extends readonly unknown[]> = {
  [I in keyof E]: E[I] extends readonly [string, infer S] ? S : readonly [0];
};

/**
 * The sum over some keys of a struct. The compiler's order of keys is not stable, so nothing may depend on it; a sum
 * does not.
 */
export type CountOfKeys<N, K extends keyof N> = SumOfSomeKeys<N, K> extends infer C extends AnyCount ? C : UnknownCount;
/**
 * Of more than sixteen keys there is one list, for the length and for all offsets: another for each offset would cost
 * more than the sums.
 */
type SumOfSomeKeys<N, K extends keyof N> =
  [K] extends [never] ? Zero
  : KeyList<keyof N>['more'] extends ManyLaterKeys ? SumOfKeys<OnlyKeys<N, K>, KeyList<keyof N>>
  : SumOfKeys<N, KeyList<K>>;
type OnlyKeys<N, K> = { [P in keyof N]: P extends K ? N[P] : readonly [0] };
type SumOfKeys<N, L extends AnyKeys> = SumsOfKeys<N, L>[L['arity']];
/** By the number of keys. */
// prettier-ignore
interface SumsOfKeys<N, L extends AnyKeys> {
  open: UnknownCount;
  '0': Zero;
  '1': CountAtKey<N, L['a']>;
  '2': Add2<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>>;
  '3': Add4<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, Zero>;
  '4': Add4<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>>;
  '5': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, Zero, Zero, Zero>;
  '6': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, Zero, Zero>;
  '7': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, Zero>;
  '8': Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, CountAtKey<N, L['h']>>;
  more: SumOfMoreKeys<N, L['more'], Add8<CountAtKey<N, L['a']>, CountAtKey<N, L['b']>, CountAtKey<N, L['c']>, CountAtKey<N, L['d']>, CountAtKey<N, L['e']>, CountAtKey<N, L['f']>, CountAtKey<N, L['g']>, CountAtKey<N, L['h']>>>;
}
type CountAtKey<N, K> = CountOfNode<N[K & keyof N]>;
/** Eight at a time, in tail position. */
type SumOfMoreKeys<N, L, Acc> =
  L extends AnyLaterKeys ?
    L['keys']['arity'] extends 'more' ?
      SumOfMoreKeys<N, L['keys']['more'], Add2<Acc, SumsOfKeys<N, L['keys']>['8']>>
    : Add2<Acc, SumOfKeys<N, L['keys']>>
  : Acc;

/** The flat length of a schema: a literal, or `number` where a dimension is only known as `number`. */
// `infer` holds the count back while `S` is still open: read a property of it then, and the compiler follows the whole
// recursion.
export type Length<S> =
  0 extends 1 & S ? number
  : CountOf<S> extends infer C extends AnyCount ? ToNumber<C>
  : never;
/** Four times the length: the bytes of a Float32Array. */
export type ByteLength<S> = Product<CountOf<S>, CountOfDim<4>> extends infer C extends AnyCount ? ToNumber<C> : never;

/**
 * The sum of the first `N` items of a list, by the digits of `N`: 357 are three hundreds, five tens and seven. The list
 * is never taken apart: the compiler would rewrite at each step all that is left of it, and the work would grow with
 * the square. Sums of whole tens and hundreds serve the length and every offset.
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

/** The sum of the items before an index; unknown where it is not known what stands there. */
export type SumBefore<T extends readonly unknown[], I extends string> =
  number extends T['length'] ? UnknownCount : SumOfFirst<T, I>;

/** Adds a sum that is often zero. */
type AddUnlessZero<A, B> = B extends Zero ? A : Add2<A, B>;

/**
 * The sum of all items; unknown where their number is. Short lists have branches of their own, because a table takes
 * more levels of nesting.
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

/** Sums of the first items among the ten whose index is `P` and one more digit. */
// prettier-ignore
interface SumsOfTen<T, P extends string> {
  '0': Zero;
  '1': ItemCount<T, `${P}0`>;
  '2': Add2<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>>;
  '3': Add4<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, Zero>;
  '4': Add4<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>>;
  '5': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>, ItemCount<T, `${P}4`>, Zero, Zero, Zero>;
  '6': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>, ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, Zero, Zero>;
  '7': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>, ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, ItemCount<T, `${P}6`>, Zero>;
  '8': Add8<ItemCount<T, `${P}0`>, ItemCount<T, `${P}1`>, ItemCount<T, `${P}2`>, ItemCount<T, `${P}3`>, ItemCount<T, `${P}4`>, ItemCount<T, `${P}5`>, ItemCount<T, `${P}6`>, ItemCount<T, `${P}7`>>;
  '9': Add2<SumsOfTen<T, P>['8'], ItemCount<T, `${P}8`>>;
  all: Add4<SumsOfTen<T, P>['8'], ItemCount<T, `${P}8`>, ItemCount<T, `${P}9`>, Zero>;
}

type ItemCount<T, I> = CountOfNode<T[I & keyof T]>;

/**
 * Sums of the first tens, hundreds or thousands. `Part` is a name, so the compiler looks no sum up before it knows the
 * list.
 */
// prettier-ignore
interface SumsOfParts<T, P extends string, Part extends keyof PartSums<T, P>> {
  '0': Zero;
  '1': PartSums<T, FirstPrefix<P>>[Part]['all'];
  '2': Add2<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all']>;
  '3': Add4<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], Zero>;
  '4': Add4<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all']>;
  '5': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'], Zero, Zero, Zero>;
  '6': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'], PartSums<T, `${P}5`>[Part]['all'], Zero, Zero>;
  '7': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'], PartSums<T, `${P}5`>[Part]['all'], PartSums<T, `${P}6`>[Part]['all'], Zero>;
  '8': Add8<PartSums<T, FirstPrefix<P>>[Part]['all'], PartSums<T, `${P}1`>[Part]['all'], PartSums<T, `${P}2`>[Part]['all'], PartSums<T, `${P}3`>[Part]['all'], PartSums<T, `${P}4`>[Part]['all'], PartSums<T, `${P}5`>[Part]['all'], PartSums<T, `${P}6`>[Part]['all'], PartSums<T, `${P}7`>[Part]['all']>;
  '9': Add2<SumsOfParts<T, P, Part>['8'], PartSums<T, `${P}8`>[Part]['all']>;
  all: Add4<SumsOfParts<T, P, Part>['8'], PartSums<T, `${P}8`>[Part]['all'], PartSums<T, `${P}9`>[Part]['all'], Zero>;
}

interface PartSums<T, P extends string> {
  ten: SumsOfTen<T, P>;
  hundred: SumsOfParts<T, P, 'ten'>;
  thousand: SumsOfParts<T, P, 'hundred'>;
}

/** An index has no leading zeros. */
type FirstPrefix<P extends string> = P extends '' ? '' : `${P}0`;
