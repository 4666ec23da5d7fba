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
