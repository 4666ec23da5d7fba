import { clipText } from '../../checkpoint/text.ts';
import { toPrintable } from '../../array/printable.ts';

/** Escapes a text for XML and HTML, both content and attributes. */
export const escapeXml = (text: string): string =>
  toPrintable(text).replace(/[&<>"'\u{fffe}\u{ffff}]/gu, (char) => XML_ENTITIES[char] ?? '\u{fffd}');
const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A coordinate rounded to a twentieth of a pixel. */
export const px = (value: number): string => `${Math.round(value * 20) / 20}`;

export const rectElement = (css: string, x: number, y: number, width: number, height: number): string =>
  `<rect class="${css}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"/>`;

export const pathElement = (css: string, d: string): string => `<path class="${css}" d="${d}"/>`;

export const textElement = (css: string, x: number, y: number, text: string, more = ''): string =>
  `<text class="${css}" x="${px(x)}" y="${px(y)}"${more}>${escapeXml(text)}</text>`;

/** Groups elements under a title that appears on hover. */
export const titledGroup = (lines: readonly string[], ...elements: readonly string[]): string =>
  `<g><title>${lines.map((text) => escapeXml(clipText(text))).join('\n')}</title>${elements.join('')}</g>`;

/** The font size of names and numbers. The font is monospaced, so the width of a text is known. */
export const FONT_SIZE = 10.5;
/** The width of a letter. The widest of the fonts, DejaVu Sans Mono, has 0.602 em. */
const LETTER_WIDTH = 0.605 * FONT_SIZE;

export const textWidthOf = (text: string): number => LETTER_WIDTH * countLetters(text);

/** Shortens a text in the middle to fit a width; undefined if nothing would fit. */
export function fitText(text: string, width: number): string | undefined {
  const room = Math.floor(width / LETTER_WIDTH);
  const letters = Array.from(toPrintable(text.length > 4000 ? `${text.slice(0, 2000)}${text.slice(-2000)}` : text));
  if (countLetters(letters.join('')) <= room) return letters.join('');
  if (room < 4) return undefined;
  const tail: string[] = [];
  const head: string[] = [];
  let used = 1; // for the ellipsis
  for (let i = 0; i < letters.length; i++) {
    const isHead = i % 2 === 0;
    const letter = (isHead ? letters[i / 2] : letters[letters.length - 1 - (i - 1) / 2]) as string;
    used += countLetters(letter);
    if (used > room) break;
    if (isHead) head.push(letter);
    else tail.unshift(letter);
  }
  return `${head.join('')}…${tail.join('')}`;
}

/** Counts letters in units of a Latin letter. East Asian letters and pictographs count twice. */
function countLetters(text: string): number {
  let letters = 0;
  for (const letter of text) letters += WIDE_LETTER.test(letter) ? 2 : 1;
  return letters;
}
const WIDE_LETTER = new RegExp(
  [
    '[\\u{1100}-\\u{115f}\\u{2e80}-\\u{a4cf}\\u{a960}-\\u{a97f}\\u{ac00}-\\u{d7ff}\\u{f900}-\\u{faff}\\u{fdfd}',
    '\\u{fe30}-\\u{fe6f}\\u{ff00}-\\u{ff60}\\u{ffe0}-\\u{ffe6}\\u{12000}-\\u{12543}\\u{1f000}-\\u{3ffff}]',
  ].join(''),
  'u',
);
