import { InvalidArgumentError } from 'commander';

/** A text as a literal of JavaScript, in the quotes that prettier chooses: single ones unless that would escape more. */
export function quoteLiteral(text: string): string {
  const singles = text.split("'").length;
  const quote = singles > text.split('"').length ? '"' : "'";
  return (
    quote +
    text.replace(UNSAFE_IN_LITERAL, (char) =>
      char === "'" || char === '"' ?
        char === quote ?
          `\\${char}`
        : char
      : escapeInLiteral(char),
    ) +
    quote
  );
}

// What could end the literal, and by Unicode's categories what cannot be seen: control, format, surrogate, line and paragraph separator.
const UNSAFE_IN_LITERAL = /['"\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escapeInLiteral(char: string): string {
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0) as number;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A key of an object literal. Written any other way, `__proto__` would set the prototype. */
export const propertyKeyOf = (key: string): string =>
  key === '__proto__' ? "['__proto__']"
  : /^[A-Za-z_$][\w$]*$/.test(key) ? key
  : quoteLiteral(key);

/** Words that a module cannot export a constant under, in strict mode; and those that what is written imports. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in ' +
    'instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield undefined ' +
    'layout ordered repeat schema tied'
  ).split(' '),
);

/** A name for what is exported. @throws InvalidArgumentError for what is none */
export function parseIdentifier(name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name))
    throw new InvalidArgumentError('An identifier was expected: letters, digits, _ and $, no digit first.');
  if (RESERVED_WORDS.has(name)) throw new InvalidArgumentError('That word is reserved in such a module.');
  return name;
}

/** Most characters in a line of what is written. */
export const MAX_SOURCE_WIDTH = 100;
