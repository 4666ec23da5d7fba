import { shortened } from '../output/printable.ts';
import { grouped } from '../output/quantity.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';

/** Rows under a heading: names, which are cut where they have no room, and what is said of them. */
export interface Section {
  readonly heading: string;
  readonly color: 'red' | 'green' | 'yellow';
  /** Tensors that the rows stand for. */
  readonly count: number;
  /** A last line. */
  readonly note?: string;
  readonly rows: readonly { readonly names: readonly string[]; readonly rest: readonly string[] }[];
}
const INDENT = '  ';
const ARROW = ' → ';
/** Most characters of what is said of names, and the fewest that those are given. */
const REST = 48;
const LEAST = 24;

/** At most `most` rows; names share what the rest of a line leaves, and stand on both sides of an arrow where there are two. */
export function shownSection(
  { heading, color, count, rows, note }: Section,
  most: number,
  { colors, width }: Terminal,
): string {
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows;
  const used = (i: number): boolean => shown.some(({ rest }) => rest[i] !== '');
  const rests = shown.map(({ rest }) => rest.filter((_, i) => used(i)).map((cell) => shortened(cell, REST)));
  const columns = rests.reduce((longest, rest) => Math.max(longest, rest.length), 0);
  const others = Array.from(
    { length: columns },
    (_, i) => 2 + rests.reduce((longest, rest) => Math.max(longest, rest[i]?.length ?? 0), 0),
  ).reduce((sum, each) => sum + each, 0);
  const room = Math.max(LEAST, width - INDENT.length - others);
  const cells = shown.map(({ names }, i) => [named(names, room), ...(rests[i] as string[])]);
  const set = table(
    cells,
    ['left', ...Array.from({ length: columns - 1 }, () => 'right' as const), 'left'],
    INDENT,
    (cell, _, column) => (column === 0 ? colors[color](cell) : cell),
  );
  const more = rows.length > shown.length ? `\n${INDENT}… ${grouped(rows.length - shown.length)} more rows` : '';
  return `${colors.bold(heading)}: ${grouped(count)}\n${set}${more}${note === undefined ? '' : `\n${INDENT}${note}`}`;
}

function named(names: readonly string[], room: number): string {
  const whole = names.join(ARROW);
  if (whole.length <= room) return whole;
  const each = Math.floor((room - ARROW.length * (names.length - 1)) / names.length);
  return names.map((name) => shortened(name, each)).join(ARROW);
}
