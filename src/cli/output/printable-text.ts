import { toPrintable } from '../../array/printable.ts';

/** Makes a name printable and quotes it if it would be hard to see: an empty name, or one with a space at an end. */
export const toPrintableName = (name: string): string =>
  /^ | $|^$/.test(name) ? `'${toPrintable(name)}'` : toPrintable(name);

/** Shortens a text to a width with an ellipsis in the middle, where names differ least. */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${dropHalfPairs(text.slice(0, width - 1 - tail))}…${tail === 0 ? '' : dropHalfPairs(text.slice(-tail))}`;
}

/** Drops half a surrogate pair at either end of a cut text. */
const dropHalfPairs = (cut: string): string => cut.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');

/** Breaks lines at spaces so that each fits a width. The parts of an indented line keep its indent. */
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

/** How to align a column. Numbers go to the right. */
export type ColumnAlign = 'left' | 'right';

/** Colours a cell after it was padded: colour codes take no room on a terminal but would count as characters. */
type PaintCell = (cell: string, row: number, column: number) => string;

/**
 * Formats rows as columns two spaces apart. Each column is as wide as its longest cell, and the last cell of a row is
 * not padded. Widths count UTF-16 units of printable cells, so only names in double-width scripts shift a column
 * slightly.
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
