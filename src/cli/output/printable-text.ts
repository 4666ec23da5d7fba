/**
 * A name as it can be shown: control characters, which could rewrite what a terminal shows, half surrogate pairs and what turns the
 * direction of writing stand as escapes. Files that somebody else wrote name their tensors as they like.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escapeCharacter);

/** A name in quotes where it would not be seen for what it is: empty, or with a space at an end. */
export const printableName = (name: string): string =>
  /^ | $|^$/.test(name) ? `'${printable(name)}'` : printable(name);

/** `printable` for a text of several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

// Categories of Unicode: control, format (which holds the marks of direction), surrogate, line and paragraph separator.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeCharacter = (char: string): string => {
  const code = char.codePointAt(0) as number;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** A text cut to a width, with an ellipsis in the middle where names differ least. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${dropHalfPairs(text.slice(0, width - 1 - tail))}…${tail === 0 ? '' : dropHalfPairs(text.slice(-tail))}`;
}

/** Without half a character at either end, where a cut went through a surrogate pair. */
const dropHalfPairs = (cut: string): string => cut.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');

/** Lines broken at spaces so that each fits a width; one that is indented goes on with its indent. */
export function wrapLines(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let open = indent;
  for (const word of line.trim().split(' ')) {
    const next = open === indent ? open + word : `${open} ${word}`;
    if (next.length > width && open !== indent) {
      lines.push(open);
      open = indent + word;
    } else open = next;
  }
  return [...lines, open].join('\n');
}

/** How a column is set: `right` for numbers. */
export type ColumnAlign = 'left' | 'right';

/** Colours a cell that is already as wide as its column: colours take no room on a terminal, but would be counted. */
export type PaintCell = (cell: string, row: number, column: number) => string;

/**
 * Rows set in columns two spaces apart, each as wide as its longest cell; the last is not padded. Widths are counted in UTF-16 units: cells are
 * shown as `printable` makes them, and only names in scripts of double width will stand a little askew.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  align: readonly ColumnAlign[],
  indent = '',
  paint: PaintCell = (cell) => cell,
): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const padded = (cell: string, i: number): string =>
    align[i] === 'right' ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number);
  return rows
    .map((row, r) => {
      const last = row.reduce((at, cell, i) => (cell === '' ? at : i), -1);
      const cells = row
        .slice(0, last + 1)
        .map((cell, i) =>
          cell === '' ? padded(cell, i) : paint(i === last ? padded(cell, i).trimEnd() : padded(cell, i), r, i),
        );
      return `${indent}${cells.join('  ')}`.trimEnd();
    })
    .join('\n');
}
