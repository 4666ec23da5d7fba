import type { Sum, ToNumber, Zero } from './count.ts';
import type { ListOf } from './order.ts';
import type { CountOfShape, Scaled } from './product.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';

/** How many elements a schema owns, as a count; ties own none. `number` where a dimension is not one literal. */
export type CountOf<N> = 0 extends 1 & N
  ? number
  : N extends readonly number[]
    ? CountOfShape<N>
    : N extends Marker
      ? CountOfMarker<N>
      : N extends readonly unknown[]
        ? number extends N['length']
          ? number
          : Sum<CountsOf<N>>
        : SumOfKeys<N, keyof N>;

type CountOfMarker<N> = N extends AnyTied
  ? Zero
  : N extends Repeat<infer K, infer S>
    ? Scaled<CountOf<S>, K>
    : N extends Tuple<infer E>
      ? number extends E['length'] ? number : Sum<CountsOf<E>>
      : N extends Ordered<infer E>
        ? number extends E['length'] ? number : Sum<CountsOfFields<E>>
        : N extends Scope<unknown> | HasSchema<unknown>
          ? CountOf<Inner<N>>
          : never;

/** The counts of a list of schemas. */
export type CountsOf<T extends readonly unknown[]> = { [K in keyof T]: CountOf<T[K]> };
/** The counts of the fields of `ordered`. */
export type CountsOfFields<T extends readonly unknown[]> = {
  [K in keyof T]: T[K] extends readonly [string, infer S] ? CountOf<S> : Zero;
};
/** The sum over some keys of a struct. */
export type SumOfKeys<N, K> = string extends K
  ? number
  : ListOf<K> extends infer L extends readonly unknown[] ? Sum<CountsOfKeys<N, L>> : never;
type CountsOfKeys<N, L extends readonly unknown[]> = {
  [I in keyof L]: L[I] extends keyof N ? (undefined extends N[L[I]] ? number : CountOf<N[L[I]]>) : Zero;
};

/** The flat length of a schema: a literal, or `number` where a dimension is only known as `number`. */
export type Length<S> = ToNumber<CountOf<S>>;
