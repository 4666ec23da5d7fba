import { foldNames } from '../names/fold-names.ts';
import { formatTable, toPrintableName, shortenMiddle } from '../output/printable-text.ts';
import { formatFigure, groupDigits, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { type ComparedPair, isEqualInValue } from './compare-values.ts';

/** Rows under a heading. Names are shortened if they do not fit. */
export interface DiffSection {
  readonly heading: string;
  readonly color: 'red' | 'green' | 'yellow';
  /** The number of tensors in all rows. */
  readonly count: number;
  /** A line below the rows. */
  readonly note?: string;
  readonly rows: readonly { readonly names: readonly string[]; readonly rest: readonly string[] }[];
}
const SECTION_INDENT = '  ';
const RENAME_ARROW = ' → ';
/** The most characters of a cell beside the names. */
const MAX_REST_WIDTH = 48;
/** The fewest characters for the names. */
const MIN_NAMES_WIDTH = 24;

/**
 * Formats at most `most` rows. Names get the width that the other cells leave. Two names of a row stand on both sides
 * of an arrow.
 */
export function formatSection(
  { heading, color, count, rows, note }: DiffSection,
  most: number,
  { colors, width }: Terminal,
): string {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const used = (i: number): boolean => shown.some(({ rest }) => rest[i] !== '');
  const rests = shown.map(({ rest }) =>
    rest.filter((_, i) => used(i)).map((cell) => shortenMiddle(cell, MAX_REST_WIDTH)),
  );
  const columns = rests.reduce((longest, rest) => Math.max(longest, rest.length), 0);
  const others = Array.from(
    { length: columns },
    (_, i) => 2 + rests.reduce((longest, rest) => Math.max(longest, rest[i]?.length ?? 0), 0),
  ).reduce((sum, each) => sum + each, 0);
  const room = Math.max(MIN_NAMES_WIDTH, width - SECTION_INDENT.length - others);
  const cells = shown.map(({ names }, i) => [joinNames(names, room), ...(rests[i] as string[])]);
  const set = formatTable(
    cells,
    ['left', ...Array.from({ length: columns - 1 }, () => 'right' as const), 'left'],
    SECTION_INDENT,
    (cell, _, column) => (column === 0 ? colors[color](cell) : cell),
  );
  const more =
    rows.length > shown.length ? `\n${SECTION_INDENT}… ${groupDigits(rows.length - shown.length)} more rows` : '';
  const last = note === undefined ? '' : `\n${SECTION_INDENT}${note}`;
  return `${colors.bold(heading)}: ${groupDigits(count)}\n${set}${more}${last}`;
}

function joinNames(names: readonly string[], room: number): string {
  const whole = names.join(RENAME_ARROW);
  if (whole.length <= room) return whole;
  const each = Math.floor((room - RENAME_ARROW.length * (names.length - 1)) / names.length);
  return names.map((name) => shortenMiddle(name, each)).join(RENAME_ARROW);
}

/**
 * Makes the sections of compared values: tensors that differ, the largest difference first, then those that are equal.
 */
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
  if (equal.length > 0) parts.push(equalSectionOf('Equal in value but not in every bit', equal, most, terminal));
  if (identical.length > 0 && identical.length < values.length)
    parts.push(equalSectionOf('Equal in every bit', identical, most, terminal));
  return parts;
}

/**
 * The size to sort by. A NaN that meets a number counts as infinite, and so does an unknown difference, if only bytes
 * were compared.
 */
const distanceSizeOf = ({ distance }: ComparedPair): number =>
  distance === undefined || distance.nans > 0 ? Number.POSITIVE_INFINITY : distance.max;

function distanceTableOf(all: readonly ComparedPair[], most: number, { colors, width }: Terminal): string {
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  const rows = [['', '', 'max |B - A|', 'RMS', 'RMS/RMS of A', ''], ...shown.map(distanceRowOf)];
  const others = [1, 2, 3, 4, 5].reduce(
    (sum, i) => sum + 2 + rows.reduce((longest, row) => Math.max(longest, row[i]?.length ?? 0), 0),
    0,
  );
  const fit = Math.max(MIN_NAMES_WIDTH, width - SECTION_INDENT.length - others);
  const fitting = rows.map(([name = '', ...rest]) => [shortenMiddle(name, fit), ...rest]);
  const set = formatTable(
    fitting,
    ['left', 'left', 'right', 'right', 'right', 'left'],
    SECTION_INDENT,
    (cell, row, column) =>
      row === 0 ? colors.dim(cell)
      : column === 0 ? colors.yellow(cell)
      : cell,
  );
  const more =
    all.length > shown.length ? `\n${SECTION_INDENT}… ${groupDigits(all.length - shown.length)} more rows` : '';
  return `${colors.bold('Values that differ')}: ${pluralize(all.length, 'tensor')}\n${set}${more}`;
}

function distanceRowOf({ pair: { a, b }, distance }: ComparedPair): readonly string[] {
  const dtype = a.info.dtype === b.info.dtype ? b.info.dtype : `${a.info.dtype} → ${b.info.dtype}`;
  if (distance === undefined) return [toPrintableName(b.name), dtype, '–', '–', '–', 'other bytes'];
  return [
    toPrintableName(b.name),
    dtype,
    formatFigure(distance.max),
    formatFigure(distance.rms),
    formatFigure(distance.relative),
    distance.nans > 0 ? `${groupDigits(distance.nans)} NaN against a number` : '',
  ];
}

function equalSectionOf(heading: string, all: readonly ComparedPair[], most: number, terminal: Terminal): string {
  const folds = foldNames(all, ({ pair: { b } }) => [b.name]);
  const rows = folds.map(({ labels, items }) => ({
    names: labels.map(toPrintableName),
    rest: [items.length > 1 ? `× ${groupDigits(items.length)}` : ''],
  }));
  return formatSection({ heading, color: 'green', count: all.length, rows }, most, terminal);
}
