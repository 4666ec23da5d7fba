import { shorten } from '../output/printable.ts';
import { groupDigits } from '../output/quantity.ts';
import { formatTable } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';

/** Rows under a heading: names, which are cut where they have no room, and what is said of them. */
export interface DiffSection {
  readonly heading: string;
  readonly color: 'red' | 'green' | 'yellow';
  /** Tensors that the rows stand for. */
  readonly count: number;
  /** A last line. */
  readonly note?: string;
  readonly rows: readonly { readonly names: readonly string[]; readonly rest: readonly string[] }[];
}
const SECTION_INDENT = '  ';
const RENAME_ARROW = ' → ';
/** Most characters of what is said of names, and the fewest that those are given. */
const MAX_REST_WIDTH = 48;
const MIN_NAMES_WIDTH = 24;

/** At most `most` rows; names share what the rest of a line leaves, and stand on both sides of an arrow where there are two. */
export function formatSection(
  { heading, color, count, rows, note }: DiffSection,
  most: number,
  { colors, width }: Terminal,
): string {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const used = (i: number): boolean => shown.some(({ rest }) => rest[i] !== '');
  const rests = shown.map(({ rest }) => rest.filter((_, i) => used(i)).map((cell) => shorten(cell, MAX_REST_WIDTH)));
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
  return `${colors.bold(heading)}: ${groupDigits(count)}\n${set}${more}${note === undefined ? '' : `\n${SECTION_INDENT}${note}`}`;
}

function joinNames(names: readonly string[], room: number): string {
  const whole = names.join(RENAME_ARROW);
  if (whole.length <= room) return whole;
  const each = Math.floor((room - RENAME_ARROW.length * (names.length - 1)) / names.length);
  return names.map((name) => shorten(name, each)).join(RENAME_ARROW);
}
