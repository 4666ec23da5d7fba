import type { Sum, ToNumber, Zero } from './count.ts';
import type { KeysBefore } from './order.ts';
import type { Scaled } from './product.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';
import type { CountOf, CountsOf, CountsOfFields, SumOfKeys } from './size.ts';
import type { Child } from './path.ts';

/** The elements that lie before a child of a node, as a count. */
type CountBefore<N, Seg extends string> = N extends Marker
  ? N extends Repeat<number, infer S>
    ? Seg extends `${infer I extends number}` ? Scaled<CountOf<S>, I> : number
    : N extends Tuple<infer E>
      ? Sum<CountsOf<Head<E, Seg>>>
      : N extends Ordered<infer E>
        ? Sum<CountsOfFields<HeadFields<E, Seg>>>
        : N extends Scope<unknown> | HasSchema<unknown>
          ? CountBefore<Inner<N>, Seg>
          : never
  : N extends readonly unknown[]
    ? Sum<CountsOf<Head<N, Seg>>>
    : string extends keyof N ? number : SumOfKeys<N, KeysBefore<keyof N, Seg>>;

/** The first elements of a tuple, up to an index. */
type Head<T extends readonly unknown[], I extends string, Acc extends readonly unknown[] = []> =
  number extends T['length'] ? [number[]]
  : `${Acc['length']}` extends I ? Acc
  : T extends readonly [infer A, ...infer R] ? Head<R, I, [...Acc, A]> : Acc;
type HeadFields<T extends readonly unknown[], Key extends string, Acc extends readonly unknown[] = []> =
  T extends readonly [infer A, ...infer R]
    ? A extends readonly [Key, unknown] ? Acc : HeadFields<R, Key, [...Acc, A]>
    : Acc;

/** The counts to add up for a path. `Base` are those of the scope that ties resolve in. */
type TermsAt<N, P extends string, Root, Terms extends readonly unknown[], Base extends readonly unknown[]> =
  N extends AnyTied
    ? TermsAt<Root, P extends '' ? N['.tied'] : `${N['.tied']}.${P}`, Root, Base, Base>
    : N extends Scope<unknown> | HasSchema<unknown>
      ? TermsAt<Inner<N>, P, Inner<N>, Terms, Terms>
      : P extends ''
        ? Terms
        : P extends `${infer Seg}.${infer Rest}`
          ? TermsAt<Child<N, Seg>, Rest, Root, [...Terms, CountBefore<N, Seg>], Base>
          : TermsAt<Child<N, P>, '', Root, [...Terms, CountBefore<N, P>], Base>;

/** The offset of a path in the flat array, in elements. */
export type Offset<S, P extends string> = ToNumber<Sum<TermsAt<S, P, S, [], []> extends infer T extends readonly unknown[] ? T : [Zero]>>;
