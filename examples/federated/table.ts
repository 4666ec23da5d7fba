// The members as a table.
import { bytesOf, type Member } from './members.ts';

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const HEADS = ['', 'digits', 'rank', 'round', 'steps', 'loss', 'alone', 'together', 'sent', 'state'];
/** The columns of texts, which are aligned left. The others are aligned right. */
const TEXTS = new Set(['', 'digits', 'state']);

function cellsOf(member: Member): string[] {
  const { name, digits, last, lastRound, state } = member;
  const { loss, accuracy } = lastRound?.alone ?? {};
  return [
    name,
    digits.join(' '),
    `${last?.rank ?? ''}`,
    `${last?.round ?? ''}`,
    `${last?.steps ?? ''}`,
    loss?.toFixed(3) ?? '',
    accuracy === undefined ? '' : percent(accuracy),
    last === undefined ? '' : percent(last.accuracy),
    last === undefined ? '' : kilobytes(bytesOf(member)),
    state,
  ];
}

/** Returns the lines of the table, the heads of the columns first. */
export function tableOf(members: readonly Member[]): readonly string[] {
  const rows = [HEADS, ...members.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      return TEXTS.has(HEADS[column]!) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
    });
    return cells.join('  ').trimEnd();
  });
}
