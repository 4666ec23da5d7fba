import type { Unpadded } from '../arithmetic/number.ts';
import type { BadKey, LongKey, MarkerKey, SymbolKey } from './issues.ts';
import type { SuggestSpelling } from './spelling.ts';

// src/schema/key.ts says why keys consist of these characters.
// prettier-ignore
type Ascii =
  | ' ' | '!' | '"' | '#' | '$' | '%' | '&' | "'" | '(' | ')' | '+' | ',' | '-' | '/' | '0' | '1' | '2' | '3' | '4'
    | '5' | '6' | '7' | '8' | '9'
  | ':' | ';' | '<' | '=' | '>' | '?' | '@' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L'
    | 'M' | 'N' | 'O' | 'P' | 'Q'
  | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z' | '^' | '_' | '`' | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g'
    | 'h' | 'i' | 'j' | 'k' | 'l'
  | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z' | '{' | '|' | '}' | '~';
// prettier-ignore
type Letter =
  | 'ª' | 'º' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Æ' | 'Ç' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ì' | 'Í' | 'Î' | 'Ï' | 'Ð'
    | 'Ñ' | 'Ò' | 'Ó' | 'Ô' | 'Õ'
  | 'Ö' | 'Ø' | 'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ý' | 'Þ' | 'ß' | 'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ç' | 'è' | 'é'
    | 'ê' | 'ë' | 'ì' | 'í' | 'î'
  | 'ï' | 'ð' | 'ñ' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ù' | 'ú' | 'û' | 'ü' | 'ý' | 'þ' | 'ÿ' | 'Ͱ' | 'ͱ' | 'Ͳ'
    | 'ͳ' | 'Ͷ' | 'ͷ' | 'ͺ' | 'ͻ'
  | 'ͼ' | 'ͽ' | 'Ϳ' | 'Ά' | 'Έ' | 'Ή' | 'Ί' | 'Ό' | 'Ύ' | 'Ώ' | 'ΐ' | 'Α' | 'Β' | 'Γ' | 'Δ' | 'Ε' | 'Ζ' | 'Η' | 'Θ'
    | 'Ι' | 'Κ' | 'Λ' | 'Μ' | 'Ν'
  | 'Ξ' | 'Ο' | 'Π' | 'Ρ' | 'Σ' | 'Τ' | 'Υ' | 'Φ' | 'Χ' | 'Ψ' | 'Ω' | 'Ϊ' | 'Ϋ' | 'ά' | 'έ' | 'ή' | 'ί' | 'ΰ' | 'α'
    | 'β' | 'γ' | 'δ' | 'ε' | 'ζ'
  | 'η' | 'θ' | 'ι' | 'κ' | 'λ' | 'μ' | 'ν' | 'ξ' | 'ο' | 'π' | 'ρ' | 'ς' | 'σ' | 'τ' | 'υ' | 'φ' | 'χ' | 'ψ' | 'ω'
    | 'ϊ' | 'ϋ' | 'ό' | 'ύ' | 'ώ'
  | 'Ϗ' | 'ϐ' | 'ϑ' | 'ϒ' | 'ϓ' | 'ϔ' | 'ϕ' | 'ϖ' | 'ϗ' | 'Ϙ' | 'ϙ' | 'Ϛ' | 'ϛ' | 'Ϝ' | 'ϝ' | 'Ϟ' | 'ϟ' | 'Ϡ' | 'ϡ'
    | 'Ϣ' | 'ϣ' | 'Ϥ' | 'ϥ' | 'Ϧ'
  | 'ϧ' | 'Ϩ' | 'ϩ' | 'Ϫ' | 'ϫ' | 'Ϭ' | 'ϭ' | 'Ϯ' | 'ϯ' | 'ϰ' | 'ϱ' | 'ϲ' | 'ϳ' | 'ϴ' | 'ϵ' | 'Ϸ' | 'ϸ' | 'Ϲ' | 'Ϻ'
    | 'ϻ' | 'ϼ' | 'Ͻ' | 'Ͼ' | 'Ͽ'
  | '₀' | '₁' | '₂' | '₃' | '₄' | '₅' | '₆' | '₇' | '₈' | '₉';

/** The issues with a union of keys. A plain `string`, as of an index signature, has none that the compiler can see. */
export type KeyIssue<K> =
  K extends string | number ?
    AreKeyChars<`${K}aaa`> extends true ?
      never
    : BadKeyIssue<K>
  : SymbolKey;
type BadKeyIssue<K extends string | number> =
  string extends K ? never
  : number extends K ? never
  : `${K}` extends TooLong ? LongKeyIssue<`${K}`>
  : BadKey<`${K}`, SuggestSpelling<`${K}`>>;
type LongKeyIssue<K extends string> = LongKey<255, TextLength<K>>;
/** The issues with the keys of a marker that may have the keys `Own`. */
export type MarkerKeyIssue<K, Own> =
  K extends Own ? never
  : K extends string ?
    K extends TooLong ?
      LongKeyIssue<K>
    : MarkerKey<K>
  : SymbolKey;

// Reads four characters at a time. Two placeholders of one name infer the union of what both match. The caller appends
// `aaa`, so that the last four characters are complete. A key that is too long is rejected after its first characters.
type AreKeyChars<S extends string> =
  S extends `${infer C}${infer C}${infer D}${infer D}${infer R}` ?
    C | D extends Ascii ?
      R extends '' | 'a' | 'aa' | 'aaa' ? true
      : R extends From255 ? false
      : AreKeyChars<R>
    : HasLetters<S>
  : false;
/**
 * The same for four characters that are not all ASCII. The compiler creates the type `Letter` only for keys that need
 * it.
 */
type HasLetters<S extends string> =
  S extends `${infer C}${infer C}${infer D}${infer D}${infer R}` ?
    C | D extends Ascii | Letter ?
      R extends '' | 'a' | 'aa' | 'aaa' ? true
      : R extends From255 ? false
      : AreKeyChars<R>
    : false
  : false;

// A placeholder matches one character if another placeholder follows it; the last one matches the rest.
// oxlint-disable-next-line typescript/no-explicit-any -- to the compiler, `string` placeholders alone are just `string`
type Chars5 = `${any}${string}${string}${string}${string}`;
type Chars50 = `${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}${Chars5}`;
type Chars250 = `${Chars50}${Chars50}${Chars50}${Chars50}${Chars50}`;
type From255 = `${Chars250}${Chars5}${string}`;
type TooLong = `${string}${From255}`;

/** How many characters a text has, as a decimal number: its thousands, hundreds, tens and ones. */
type TextLength<S extends string, N extends UnitList = readonly []> =
  S extends `${Chars250}${Chars250}${Chars250}${Chars250}${infer R}` ? TextLength<R, readonly [...N, 0]>
  : Unpadded<`${N['length']}${LengthFromHundreds<S>}`>;
type LengthFromHundreds<S extends string, N extends UnitList = readonly []> =
  S extends `${Chars50}${Chars50}${infer R}` ? LengthFromHundreds<R, readonly [...N, 0]>
  : `${N['length']}${LengthFromTens<S>}`;
type LengthFromTens<S extends string, N extends UnitList = readonly []> =
  S extends `${Chars5}${Chars5}${infer R}` ? LengthFromTens<R, readonly [...N, 0]>
  : `${N['length']}${LengthFromOnes<S>}`;
type LengthFromOnes<S extends string, N extends UnitList = readonly []> =
  S extends `${infer _}${infer R}` ? LengthFromOnes<R, readonly [...N, 0]> : N['length'];
type UnitList = readonly 0[];
