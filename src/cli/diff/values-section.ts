import { foldNames } from '../names/names-fold.ts';
import { shorten, printableName } from '../output/printable.ts';
import { pluralize, formatFigure, groupDigits } from '../output/quantity.ts';
import { formatTable } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { formatSection } from './section.ts';
import { isEqualInValue, type ComparedPair } from './values.ts';

/** What came of comparing the data: those that differ, the largest difference first, then those that are equal. */
export function valueSectionsOf(values: readonly ComparedPair[], most: number, terminal: Terminal): readonly string[] {
  const differing = values
    .filter((each) => !isEqualInValue(each))
    .sort((a, b) =>
      distanceSizeOf(a) === distanceSizeOf(b) ? 0
      : distanceSizeOf(a) < distanceSizeOf(b) ? 1
      : -1,
    );
  const identical = values.filter((each) => each.identical);
  const equal = values.filter((each) => isEqualInValue(each) && !each.identical);
  const parts: string[] = [];
  if (differing.length > 0) parts.push(distanceTableOf(differing, most, terminal));
  if (equal.length > 0) parts.push(equalSectionOf('Equal in value, not in every bit', equal, most, terminal));
  if (identical.length > 0 && identical.length < values.length)
    parts.push(equalSectionOf('The same in every bit', identical, most, terminal));
  return parts;
}

/** No difference is larger than a NaN against a number, or than one that is not known because only bytes were compared. */
const distanceSizeOf = ({ apart }: ComparedPair): number =>
  apart === undefined || apart.nans > 0 ? Number.POSITIVE_INFINITY : apart.max;

function distanceTableOf(all: readonly ComparedPair[], most: number, { colors, width }: Terminal): string {
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  const rows = [['', '', 'max |B - A|', 'RMS', 'RMS/RMS of A', ''], ...shown.map(distanceRowOf)];
  const others = [1, 2, 3, 4, 5].reduce(
    (sum, i) => sum + 2 + rows.reduce((longest, row) => Math.max(longest, row[i]?.length ?? 0), 0),
    0,
  );
  const fit = Math.max(LEAST, width - INDENT.length - others);
  const fitting = rows.map(([name = '', ...rest]) => [shorten(name, fit), ...rest]);
  const set = formatTable(fitting, ['left', 'left', 'right', 'right', 'right', 'left'], INDENT, (cell, row, column) =>
    row === 0 ? colors.dim(cell)
    : column === 0 ? colors.yellow(cell)
    : cell,
  );
  const more = all.length > shown.length ? `\n${INDENT}… ${groupDigits(all.length - shown.length)} more rows` : '';
  return `${colors.bold('Values that differ')}: ${pluralize(all.length, 'tensor')}\n${set}${more}`;
}
const INDENT = '  ';
const LEAST = 24;

function distanceRowOf({ pair: { a, b }, apart }: ComparedPair): readonly string[] {
  const dtype = a.info.dtype === b.info.dtype ? b.info.dtype : `${a.info.dtype} → ${b.info.dtype}`;
  if (apart === undefined) return [printableName(b.name), dtype, '–', '–', '–', 'other bytes'];
  return [
    printableName(b.name),
    dtype,
    formatFigure(apart.max),
    formatFigure(apart.rms),
    formatFigure(apart.relative),
    apart.nans > 0 ? `${groupDigits(apart.nans)} NaN against a number` : '',
  ];
}

function equalSectionOf(heading: string, all: readonly ComparedPair[], most: number, terminal: Terminal): string {
  const folds = foldNames(all, ({ pair: { b } }) => [b.name]);
  const rows = folds.map(({ labels, items }) => ({
    names: labels.map(printableName),
    rest: [items.length > 1 ? `× ${groupDigits(items.length)}` : ''],
  }));
  return formatSection({ heading, color: 'green', count: all.length, rows }, most, terminal);
}
