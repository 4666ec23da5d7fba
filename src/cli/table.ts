/** How a column is set: `right` for numbers. */
export type Align = 'left' | 'right';

/**
 * Rows set in columns two spaces apart, each as wide as its longest cell; the last is not padded. Widths are counted in UTF-16 units: cells are
 * shown as `printable` makes them, and only names in scripts of double width will stand a little askew.
 */
export function table(rows: readonly (readonly string[])[], align: readonly Align[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const lines = rows.map((row) => row.map((cell, i) => (align[i] === 'right' ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number))).join('  '));
  return lines.map((line) => `${indent}${line}`.trimEnd()).join('\n');
}
