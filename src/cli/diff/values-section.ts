import { foldNames } from '../names/names-fold.ts';
import { shortened, shownName } from '../output/printable.ts';
import { counted, figure, grouped } from '../output/quantity.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { shownSection } from './section.ts';
import { isEqual, type Compared } from './values.ts';

/** What came of comparing the data: those that differ, the largest difference first, then those that are equal. */
export function valuesSection(values: readonly Compared[], most: number, terminal: Terminal): readonly string[] {
  const differing = values
    .filter((each) => !isEqual(each))
    .sort((a, b) =>
      size(a) === size(b) ? 0
      : size(a) < size(b) ? 1
      : -1,
    );
  const identical = values.filter((each) => each.identical);
  const equal = values.filter((each) => isEqual(each) && !each.identical);
  const parts: string[] = [];
  if (differing.length > 0) parts.push(differences(differing, most, terminal));
  if (equal.length > 0) parts.push(listed('Equal in value, not in every bit', equal, most, terminal));
  if (identical.length > 0 && identical.length < values.length)
    parts.push(listed('The same in every bit', identical, most, terminal));
  return parts;
}

/** No difference is larger than a NaN against a number, or than one that is not known because only bytes were compared. */
const size = ({ apart }: Compared): number =>
  apart === undefined || apart.nans > 0 ? Number.POSITIVE_INFINITY : apart.max;

function differences(all: readonly Compared[], most: number, { colors, width }: Terminal): string {
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  const rows = [['', '', 'max |B - A|', 'RMS', 'RMS/RMS of A', ''], ...shown.map(rowOf)];
  const others = [1, 2, 3, 4, 5].reduce(
    (sum, i) => sum + 2 + rows.reduce((longest, row) => Math.max(longest, row[i]?.length ?? 0), 0),
    0,
  );
  const fit = Math.max(LEAST, width - INDENT.length - others);
  const fitting = rows.map(([name = '', ...rest]) => [shortened(name, fit), ...rest]);
  const set = table(fitting, ['left', 'left', 'right', 'right', 'right', 'left'], INDENT, (cell, row, column) =>
    row === 0 ? colors.dim(cell)
    : column === 0 ? colors.yellow(cell)
    : cell,
  );
  const more = all.length > shown.length ? `\n${INDENT}… ${grouped(all.length - shown.length)} more rows` : '';
  return `${colors.bold('Values that differ')}: ${counted(all.length, 'tensor')}\n${set}${more}`;
}
const INDENT = '  ';
const LEAST = 24;

function rowOf({ pair: { a, b }, apart }: Compared): readonly string[] {
  const dtype = a.info.dtype === b.info.dtype ? b.info.dtype : `${a.info.dtype} → ${b.info.dtype}`;
  if (apart === undefined) return [shownName(b.name), dtype, '–', '–', '–', 'other bytes'];
  return [
    shownName(b.name),
    dtype,
    figure(apart.max),
    figure(apart.rms),
    figure(apart.relative),
    apart.nans > 0 ? `${grouped(apart.nans)} NaN against a number` : '',
  ];
}

function listed(heading: string, all: readonly Compared[], most: number, terminal: Terminal): string {
  const folds = foldNames(all, ({ pair: { b } }) => [b.name]);
  const rows = folds.map(({ labels, items }) => ({
    names: labels.map(shownName),
    rest: [items.length > 1 ? `× ${grouped(items.length)}` : ''],
  }));
  return shownSection({ heading, color: 'green', count: all.length, rows }, most, terminal);
}
