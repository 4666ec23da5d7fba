import type { Add2, Add4, Add8, AnyCount, Unknown, Zero } from './count.ts';
import type { CountOfDim, ToNumber } from './number.ts';
import type { CountOfShape, Product } from './product.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';

/** How many elements a schema owns, as a count; ties own none. Unknown where a dimension, or the schema itself, is not one literal. */
export type CountOf<N> = Counted<N> extends infer C extends AnyCount ? C : Unknown;
// `infer` tells the compiler that this is a count: left to find out, while a schema is still open, it would follow the whole recursion.
type Counted<N, All = N> = 0 extends 1 & N
  ? Unknown
  : N extends readonly number[]
    ? [All] extends [N] ? CountOfShape<N> : Unknown
    : N extends Marker
      ? [All] extends [N] ? CountOfMarker<N> : Unknown
      : N extends readonly unknown[]
        ? [All] extends [N] ? CountOfList<N> : Unknown
        : N extends object
          ? [All] extends [N] ? CountOfKeys<N, keyof N> : Unknown
          : Unknown;

type CountOfMarker<N> = N extends AnyTied
  ? Zero
  : N extends Repeat<infer K, infer S>
    ? Product<CountOf<S>, CountOfDim<K>>
    : N extends Tuple<infer E>
      ? CountOfList<E>
      : N extends Ordered<infer E>
        ? CountOfFields<E>
        : N extends Scope<unknown> | HasSchema<unknown>
          ? CountOf<Inner<N>>
          : never;

/** The sum over a list of schemas. */
// prettier-ignore
export type CountOfList<T> = (
  T extends readonly [infer A, infer B, infer C, infer D, infer E, infer F, infer G, infer H, ...infer R]
    ? AddList<R, Add8<CountOf<A>, CountOf<B>, CountOf<C>, CountOf<D>, CountOf<E>, CountOf<F>, CountOf<G>, CountOf<H>>>
    : T extends readonly [infer A, infer B, infer C, infer D, ...infer R]
      ? AddList<R, Add4<CountOf<A>, CountOf<B>, CountOf<C>, CountOf<D>>>
      : T extends readonly [infer A, infer B, ...infer R]
        ? AddList<R, Add2<CountOf<A>, CountOf<B>>>
        : T extends readonly [infer A] ? CountOf<A> : T extends readonly [] ? Zero : Unknown
) extends infer C extends AnyCount ? C : Unknown;
/** Seven more at a time, in tail position. */
type AddList<T, Acc extends AnyCount> = T extends readonly []
  ? Acc
  : T extends readonly [infer A, infer B, infer C, infer D, infer E, infer F, infer G, ...infer R]
    ? AddList<R, Add8<Acc, CountOf<A>, CountOf<B>, CountOf<C>, CountOf<D>, CountOf<E>, CountOf<F>, CountOf<G>>>
    : T extends readonly [infer A, infer B, infer C, ...infer R]
      ? AddList<R, Add4<Acc, CountOf<A>, CountOf<B>, CountOf<C>>>
      : T extends readonly [infer A, ...infer R] ? AddList<R, Add2<Acc, CountOf<A>>> : Unknown;

/** The sum over the fields of `ordered`. */
export type CountOfFields<T extends readonly unknown[]> = CountOfList<{ [K in keyof T]: T[K] extends readonly [string, infer S] ? S : readonly [0] }>;

/** One function for each key, as overloads: the only way from a union to a list. The key keeps equal counts apart. */
type Terms<N, K extends keyof N> = (K extends unknown ? (f: (key: K) => CountOf<N[K]>) => void : never) extends (f: infer F) => void
  ? F
  : never;
/** Zeros that stand before the terms, so that there are always enough: overloads are matched from the last. */
interface Pad {
  0: ''; 1: ''; 2: ''; 3: ''; 4: ''; 5: ''; 6: ''; 7: '';
  hi: 0;
  pad: true;
}
interface Pads {
  (): Pad; (): Pad; (): Pad; (): Pad; (): Pad; (): Pad; (): Pad; (): Pad; (): Pad;
}

/**
 * The sum over some keys of a struct. The compiler's order of keys is not stable, so nothing may depend on it; a sum does not.
 */
export type CountOfKeys<N, K extends keyof N> = CountedKeys<N, K> extends infer C extends AnyCount ? C : Unknown;
type CountedKeys<N, K extends keyof N> = [K] extends [never] ? Zero : string extends K ? Unknown : UpToFour<N, K, Pads & Terms<N, K>>;
// prettier-ignore
type UpToFour<N, K extends keyof N, F> = F extends {
  (...key: never): infer More;
  (...key: never): infer A extends AnyCount; (...key: never): infer B extends AnyCount;
  (...key: never): infer C extends AnyCount; (...key: never): infer D extends AnyCount;
}
  ? More extends Pad
    ? B extends Pad
      ? C extends Pad ? D : Add2<C, D>
      : Add4<A, B, C, D>
    : Many<N, K, F, 0>
  : never;
/** Eight at a time, in tail position. */
// prettier-ignore
type Many<N, K extends keyof N, F, Acc> = F extends {
  (...key: never): infer More;
  (key: infer K1): infer A extends AnyCount; (key: infer K2): infer B extends AnyCount;
  (key: infer K3): infer C extends AnyCount; (key: infer K4): infer D extends AnyCount;
  (key: infer K5): infer E extends AnyCount; (key: infer K6): infer G extends AnyCount;
  (key: infer K7): infer H extends AnyCount; (key: infer K8): infer I extends AnyCount;
}
  ? More extends Pad
    ? Plus<Acc, Add8<A, B, C, D, E, G, H, I>>
    : More8<N, Exclude<K, K1 | K2 | K3 | K4 | K5 | K6 | K7 | K8>, Plus<Acc, Add8<A, B, C, D, E, G, H, I>>>
  : never;
type More8<N, K extends keyof N, Acc> = Many<N, K, Pads & Terms<N, K>, Acc>;
type Plus<Acc, C extends AnyCount> = Acc extends AnyCount ? Add2<Acc, C> : C;

/** The flat length of a schema: a literal, or `number` where a dimension is only known as `number`. */
// `infer` holds the count back while `S` is still open: read a property of it then, and the compiler follows the whole recursion.
export type Length<S> = CountOf<S> extends infer C extends AnyCount ? ToNumber<C> : never;
