import { replaceUnprintable } from '../../array/printable.ts';
import { InvalidArgumentError } from 'commander';

/**
 * Writes a text as a JavaScript literal in the quotes that prettier chooses: single quotes unless they need more
 * escapes.
 */
export function quoteLiteral(text: string): string {
  const singles = text.split("'").length;
  const quote = singles > text.split('"').length ? '"' : "'";
  return (
    quote +
    // First the characters that could end the literal, then those that nobody can see.
    replaceUnprintable(
      text.replace(/['"\\]/g, (char) => (char === '\\' || char === quote ? `\\${char}` : char)),
      escapeInLiteral,
    ) +
    quote
  );
}

function escapeInLiteral(char: string): string {
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0) as number;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Writes a key of an object literal. In any other form `__proto__` would set the prototype. */
export const propertyKeyOf = (key: string): string =>
  key === '__proto__' ? "['__proto__']"
  : /^[A-Za-z_$][\w$]*$/.test(key) ? key
  : quoteLiteral(key);

/** Words that cannot name an export: those that strict mode reserves and those that generated modules import. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield undefined ' +
    'layout mapping ordered repeat schema tied'
  ).split(' '),
);

/**
 * Checks the name of an export.
 *
 * @throws InvalidArgumentError if it is not an identifier
 */
export function parseIdentifier(name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name))
    throw new InvalidArgumentError('An identifier was expected: letters, digits, _ and $, and no digit first.');
  if (RESERVED_WORDS.has(name)) throw new InvalidArgumentError('This word is reserved in a generated module.');
  return name;
}

/** The most characters in a line of generated source. */
export const MAX_SOURCE_WIDTH = 100;
