import { badKey, longKey } from './issues.ts';

/** The limit keeps messages short, and the compiler, which spells out each key, fast. */
export const MAX_KEY_LENGTH = 255;

/**
 * Printable ASCII except . [ ] * and the backslash; Latin-1 letters without the micro sign; Greek and Coptic letters
 * without U+0374, which NFC replaces; subscript digits. Every text of these characters is in NFC, so no key has two
 * spellings.
 */
const KEY_PATTERN =
  /^(?:(?![.[\]*\\])[\x20-\x7e]|[\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\xff\u0370-\u0373\u0376\u0377\u037a-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u03ff\u2080-\u2089])+$/;
/** Combining marks, for letters and for symbols. */
const MARK_PATTERN = /^[\u0300-\u036f\u20d0-\u20f0]/;

export const isKeyChar = (char: string): boolean => KEY_PATTERN.test(char);

/** Says what is wrong with a key; undefined for a valid key. */
export function keyIssueOf(key: string): string | undefined {
  if (key.length > MAX_KEY_LENGTH) return longKey(MAX_KEY_LENGTH, key.length);
  return KEY_PATTERN.test(key) ? undefined : badKey(key, suggestSpelling(key));
}

/**
 * Returns a hint such as `; write 'é' (U+00E9) for U+0065 U+0301` for the first text in a key that has an accepted
 * spelling; '' if there is none.
 */
function suggestSpelling(key: string): string {
  for (let i = 0; i < key.length; i++) {
    const maxLength = isKeyChar(key.charAt(i)) ? 3 : 1; // a letter and up to two marks
    for (let n = maxLength; n > 0; n--) {
      const found = key.slice(i, i + n);
      const accepted = found === '\xb5' ? '\u03bc' : found.normalize('NFC');
      if (accepted.length === 1 && accepted !== found && KEY_PATTERN.test(accepted))
        return `; write '${accepted}' (${codePointOf(accepted)}) for ${Array.from(found, codePointOf).join(' ')}`;
    }
    if (MARK_PATTERN.test(key.charAt(i))) return "; write a letter and its mark as one character, such as 'é' (U+00E9)";
  }
  return '';
}
const codePointOf = (char: string): string => `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
