// No twin in types: a type cannot hold a name of a file that was read.

/**
 * Escapes characters that no terminal, page or log should receive raw: control characters, line and paragraph
 * separators, marks that turn the direction of writing, characters without width, and half surrogate pairs. A file from
 * a stranger may use any of them in a name.
 */
export const toPrintable = (text: string): string => replaceUnprintable(text, escapeCharacter);

/** The same for a text of several lines, which stay lines. A name in it must be escaped before. */
export const toPrintableLines = (text: string): string => text.split('\n').map(toPrintable).join('\n');

/** Replaces each of these characters. */
export const replaceUnprintable = (text: string, replacementOf: (char: string) => string): string =>
  text.replace(UNPRINTABLE, replacementOf);

// Unicode categories: control, format (it holds the direction marks), surrogate, line and paragraph separator. The
// last property holds what is drawn as nothing.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

const escapeCharacter = (char: string): string => {
  const code = char.codePointAt(0) as number;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};
