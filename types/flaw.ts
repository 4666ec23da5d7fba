import type { AnyCount, Count } from './count.ts';
import type { CountOfDim, DimOf, TextOf } from './number.ts';
import type { Lower } from './path.ts';
import type { ExtentOf } from './product.ts';
import type { BadCount, BadDimension, BadKey, BadLength, BadProduct, MarkerKey, NotASchema, SymbolKey } from './refusal.ts';

/**
 * What is wrong with one part of a schema, as a sentence, or `never`. A flaw does not say where it is: so the compiler judges a shape or a
 * key once, wherever it stands.
 */

type KeyChar =
  | ' ' | '!' | '"' | '#' | '$' | '%' | '&' | "'" | '(' | ')' | '+' | ',' | '-' | '/' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
  | ':' | ';' | '<' | '=' | '>' | '?' | '@' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N' | 'O' | 'P' | 'Q'
  | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z' | '^' | '_' | '`' | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l'
  | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z' | '{' | '|' | '}' | '~';

/** The flaws of some keys. A plain `string` (an index signature) has none that could be seen. */
export type KeyFlaw<K> = K extends string | number ? (AreKeyChars<`${K}aaa`> extends true ? never : Unfit<K>) : SymbolKey;
type Unfit<K extends string | number> = string extends K ? never : number extends K ? never : BadKey<`${K}`>;
/** The flaw of a marker's keys, of which `Own` are the right ones. */
export type MarkerKeyFlaw<K, Own> = K extends Own ? never : K extends string ? MarkerKey<K> : SymbolKey;
// Placeholders of one name collect all their characters, four at a time; the end is made long enough with some that are allowed.
type AreKeyChars<S extends string> = S extends `${infer C}${infer C}${infer D}${infer D}${infer R}`
  ? C | D extends KeyChar ? (R extends '' | 'a' | 'aa' | 'aaa' ? true : AreKeyChars<R>) : false
  : false;

/** Eleven digits at most: below ninety thousand such leaves no sum can pass the safe maximum, and no product need be computed. */
type Few = '' | '|' | '||' | '|||' | '||||' | '|||||' | '||||||' | '|||||||' | '||||||||' | '|||||||||' | '||||||||||' | '|||||||||||';

/** Not a flaw: the shape is so large that sums have to be looked at. */
export type Large = 'large';
/** A shape's flaw, or `Large`. `Scale` holds the digits of the repeats around it, in marks. */
export type ShapeFlaw<N extends readonly number[], Scale extends string> = `${Scale}${ExtentOf<N>['width']}` extends Few
  ? never
  : DimensionFlaws<N> extends never
    ? ExtentOf<NoZeros<N>>['count'] extends infer C extends AnyCount
      ? IsSafe<C> extends true ? Large : BadProduct<TextOf<C>>
      : never
    : DimensionFlaws<N>;
/** One by one: in a union of them, `never` would be lost. */
type DimensionFlaws<N extends readonly number[]> = { [I in keyof N]: DimensionFlaw<N[I]> }[number];
type NoZeros<N> = { [K in keyof N]: N[K] extends 0 ? 1 : N[K] };
/** The number of a repeat's digits in marks. */
export type Width<K> = DimOf<K>['width'];

type DimensionFlaw<D> = [D] extends [never] ? BadDimension<'never'> : D extends number ? (IsDimension<D> extends true ? never : BadDimension<`${D}`>) : never;
type IsDimension<D extends number> = number extends D ? true : DimOf<D>['width'] extends 'bad' ? false : IsSafe<CountOfDim<D>>;
/** The flaw of a repeat's count. */
export type CountFlaw<K> = Width<K> extends Few ? never : [K] extends [never] ? BadCount<'never'> : K extends number ? (IsDimension<K> extends true ? never : BadCount<`${K}`>) : never;
/** The flaw of a node's length. */
export type LengthFlaw<C extends AnyCount> = IsSafe<C> extends true ? never : BadLength<TextOf<C>>;

/** Whether a count is at most Number.MAX_SAFE_INTEGER; true where it is not known. */
type IsSafe<C extends AnyCount> = C extends Count<string, string, string, string, string, string, string, string, 0>
  ? true
  : Lower<TextOf<C>, '9007199254740992'>;

/** What was found where a schema should be, as `typeof` says it. */
export type NodeFlaw<N> = NotASchema<
  [N] extends [never] ? 'never'
  : N extends string ? 'string'
  : N extends number ? 'number'
  : N extends boolean ? 'boolean'
  : N extends bigint ? 'bigint'
  : N extends symbol ? 'symbol'
  : N extends undefined ? 'undefined'
  : N extends null ? 'null'
  : N extends Function ? 'function'
  : 'something else'
>;
