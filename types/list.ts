import type { Add2, Add4, Add8, Unknown, Zero } from './count.ts';
import type { Digit, IsUnion } from './number.ts';
import type { Counted } from './size.ts';

/**
 * The sum of the first `N` items of a list, by the digits of `N`: 357 are three hundreds, five tens and seven. The list is never taken
 * apart: the compiler would rewrite at each step all that is left of it, and the work would grow with the square. Sums of whole tens
 * and hundreds serve the length and every offset.
 */
type FirstOf<T, N extends string> = N extends `${infer A extends Digit}${infer R}`
  ? R extends ''
    ? Ten<T, ''>[A]
    : R extends `${infer B extends Digit}${infer S}`
      ? S extends ''
        ? Sum<Several<T, '', 'ten'>[A], Ten<T, A>[B]>
        : S extends `${infer C extends Digit}${infer U}`
          ? U extends ''
            ? Add4<Several<T, '', 'hundred'>[A], Several<T, A, 'ten'>[B], Ten<T, `${A}${B}`>[C], Zero>
            : U extends Digit
              ? Add4<Several<T, '', 'thousand'>[A], Several<T, A, 'hundred'>[B], Several<T, `${A}${B}`, 'ten'>[C], Ten<T, `${A}${B}${C}`>[U]>
              : Unknown
          : Unknown
      : Unknown
  : Unknown;
/** The sum of the items before an index; unknown where it is not known what stands there. */
export type Before<T extends readonly unknown[], I extends string> = number extends T['length'] ? Unknown : FirstOf<T, I>;
/** Often nothing is left over. */
type Sum<A, B> = B extends Zero ? A : Add2<A, B>;

/** The sum of all items; unknown where it is not known how many there are. Lists of few can be nested deeper if they are not looked up. */
export type AllOf<T extends readonly unknown[]> = number extends T['length']
  ? Unknown
  : T['length'] extends 1
    ? Item<T, '0'>
    : T['length'] extends 2
      ? Add2<Item<T, '0'>, Item<T, '1'>>
      : T['length'] extends 3
        ? Add4<Item<T, '0'>, Item<T, '1'>, Item<T, '2'>, Zero>
        : T['length'] extends 4 ? Add4<Item<T, '0'>, Item<T, '1'>, Item<T, '2'>, Item<T, '3'>> : List<T>[Arity<T['length']>];
interface List<T extends readonly unknown[]> extends Ten<T, ''> {
  open: Unknown;
  more: FirstOf<T, `${T['length']}`>;
}
type Arity<N extends number> = IsUnion<N> extends true ? 'open' : `${N}` extends Digit ? `${N}` : 'more';

/** The first items of those whose index is `P` and one more digit. */
// prettier-ignore
interface Ten<T, P extends string> {
  '0': Zero;
  '1': Item<T, `${P}0`>;
  '2': Add2<Item<T, `${P}0`>, Item<T, `${P}1`>>;
  '3': Add4<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Zero>;
  '4': Add4<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Item<T, `${P}3`>>;
  '5': Add8<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Item<T, `${P}3`>, Item<T, `${P}4`>, Zero, Zero, Zero>;
  '6': Add8<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Item<T, `${P}3`>, Item<T, `${P}4`>, Item<T, `${P}5`>, Zero, Zero>;
  '7': Add8<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Item<T, `${P}3`>, Item<T, `${P}4`>, Item<T, `${P}5`>, Item<T, `${P}6`>, Zero>;
  '8': Add8<Item<T, `${P}0`>, Item<T, `${P}1`>, Item<T, `${P}2`>, Item<T, `${P}3`>, Item<T, `${P}4`>, Item<T, `${P}5`>, Item<T, `${P}6`>, Item<T, `${P}7`>>;
  '9': Add2<Ten<T, P>['8'], Item<T, `${P}8`>>;
  all: Add4<Ten<T, P>['8'], Item<T, `${P}8`>, Item<T, `${P}9`>, Zero>;
}
type Item<T, I> = Counted<T[I & keyof T]>;

/** The first parts of the next larger one. `Part` is named, so that no sum is looked up in another before there is a list. */
// prettier-ignore
interface Several<T, P extends string, Part extends keyof Parts<T, P>> {
  '0': Zero;
  '1': Parts<T, First<P>>[Part]['all'];
  '2': Add2<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all']>;
  '3': Add4<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Zero>;
  '4': Add4<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Parts<T, `${P}3`>[Part]['all']>;
  '5': Add8<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Parts<T, `${P}3`>[Part]['all'], Parts<T, `${P}4`>[Part]['all'], Zero, Zero, Zero>;
  '6': Add8<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Parts<T, `${P}3`>[Part]['all'], Parts<T, `${P}4`>[Part]['all'], Parts<T, `${P}5`>[Part]['all'], Zero, Zero>;
  '7': Add8<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Parts<T, `${P}3`>[Part]['all'], Parts<T, `${P}4`>[Part]['all'], Parts<T, `${P}5`>[Part]['all'], Parts<T, `${P}6`>[Part]['all'], Zero>;
  '8': Add8<Parts<T, First<P>>[Part]['all'], Parts<T, `${P}1`>[Part]['all'], Parts<T, `${P}2`>[Part]['all'], Parts<T, `${P}3`>[Part]['all'], Parts<T, `${P}4`>[Part]['all'], Parts<T, `${P}5`>[Part]['all'], Parts<T, `${P}6`>[Part]['all'], Parts<T, `${P}7`>[Part]['all']>;
  '9': Add2<Several<T, P, Part>['8'], Parts<T, `${P}8`>[Part]['all']>;
  all: Add4<Several<T, P, Part>['8'], Parts<T, `${P}8`>[Part]['all'], Parts<T, `${P}9`>[Part]['all'], Zero>;
}
interface Parts<T, P extends string> {
  ten: Ten<T, P>;
  hundred: Several<T, P, 'ten'>;
  thousand: Several<T, P, 'hundred'>;
}
/** An index has no leading zeros. */
type First<P extends string> = P extends '' ? '' : `${P}0`;
