import type { Add2, Add4, Add8, AnyCount, UnknownCount, Zero } from './count.ts';
import type { AnyKeys, AnyRest, KeyList, LongRest } from './keys.ts';
import type { SumOfList } from './list.ts';
import type { CountOfDim, ToNumber } from './number.ts';
import type { ExtentOf, Product } from './product.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';

/** How many elements a schema owns, as a count; ties own none. Unknown where a dimension, or the schema itself, is not one literal. */
// `infer` tells the compiler that this is a count: left to find out, while a schema is still open, it would follow the whole recursion.
export type CountOf<N> = CountOfNode<N> extends infer C extends AnyCount ? C : UnknownCount;
// `All extends N` is false for some where N is one of several, and then the count is unknown: a union with unknown digits has no others.
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
  : N extends Repeat<infer K, infer S> ? Product<CountOf<S>, CountOfDim<K>>
  : N extends Tuple<infer E> ? SumOfList<E>
  : N extends Ordered<infer E> ? SumOfList<OrderedSchemas<E>>
  : N extends Scope<unknown> | HasSchema<unknown> ? CountOfNode<Inner<N>>
  : never;

/** The schemas of the fields of `ordered`. */
export type OrderedSchemas<E extends readonly unknown[]> = {
  [I in keyof E]: E[I] extends readonly [string, infer S] ? S : readonly [0];
};

/** The sum over some keys of a struct. The compiler's order of keys is not stable, so nothing may depend on it; a sum does not. */
export type CountOfKeys<N, K extends keyof N> = SumOfSomeKeys<N, K> extends infer C extends AnyCount ? C : UnknownCount;
/** Of more than sixteen keys there is one list, for the length and for all offsets: another for each offset would cost more than the sums. */
type SumOfSomeKeys<N, K extends keyof N> =
  [K] extends [never] ? Zero
  : KeyList<keyof N>['more'] extends LongRest ? SumOfKeys<OnlyKeys<N, K>, KeyList<keyof N>>
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
  L extends AnyRest ?
    L['keys']['arity'] extends 'more' ?
      SumOfMoreKeys<N, L['keys']['more'], Add2<Acc, SumsOfKeys<N, L['keys']>['8']>>
    : Add2<Acc, SumOfKeys<N, L['keys']>>
  : Acc;

/** The flat length of a schema: a literal, or `number` where a dimension is only known as `number`. */
// `infer` holds the count back while `S` is still open: read a property of it then, and the compiler follows the whole recursion.
export type Length<S> =
  0 extends 1 & S ? number
  : CountOf<S> extends infer C extends AnyCount ? ToNumber<C>
  : never;
/** Four times the length: the bytes of a Float32Array. */
export type ByteLength<S> = Product<CountOf<S>, CountOfDim<4>> extends infer C extends AnyCount ? ToNumber<C> : never;
