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
