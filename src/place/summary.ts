import { decompile } from '../schema/decompile.ts';
import { join, type Node } from '../schema/node.ts';
import { childPlace, type Place, rootPlace } from './place.ts';
import { dimsOf } from './slot.ts';

type SummaryRow = readonly [parameter: string, shape: string, count: string];

/**
 * The table that Keras and torchinfo print: a line a parameter with its shape and how many numbers it holds. Repeats and runs of equal
 * items are folded, `h.{0..11}.bias`, their numbers counted together. A tie names its owner in place of a count.
 */
export function summaryOf(root: Node): string {
  const rows: SummaryRow[] = [];
  const again = addRows(rootPlace(root), rootPlace(root), 1, rows);
  const table: SummaryRow[] = [['parameter', 'shape', 'count'], ...rows];
  const width = (column: 0 | 1 | 2): number => table.reduce((most, row) => Math.max(most, row[column].length), 0);
  const [first, second, third] = [width(0), width(1), width(2)];
  const [head, ...lines] = table.map(
    ([name, shape, count]) => `${name.padEnd(first)}  ${shape.padEnd(second)}  ${count.padStart(third)}`,
  );
  const rule = '-'.repeat(first + second + third + 4);
  const total = `${formatCount(root.size)} parameter${root.size === 1 ? '' : 's'}, ${formatCount(4 * root.size)} bytes as F32`;
  return [
    head,
    rule,
    ...lines,
    rule,
    total,
    ...(again > 0 ? [`${formatCount(again)} more are seen through ties, which own none`] : []),
  ].join('\n');
}

const formatCount = (count: number): string => count.toLocaleString('en-US');

/**
 * Adds the lines of a place that stands for `times` equal ones, from the first to the last of them. Gives the number of parameters that
 * ties show once more.
 */
function addRows(first: Place, last: Place, times: number, rows: SummaryRow[]): number {
  const { node } = first;
  const name = foldPaths(first.path, last.path);
  const shape = node.kind === 'leaf' ? `[${dimsOf(node, first.transposed).shape.join(', ')}]` : '';
  if (first.tiedTo !== undefined) {
    rows.push([
      name,
      shape,
      `= ${foldPaths(first.tiedTo, last.tiedTo as string)}${first.transposed ? ' transposed' : ''}`,
    ]);
    return times * node.size;
  }
  if (node.kind === 'leaf') {
    rows.push([name === '' ? '(the whole layout)' : name, shape, formatCount(times * node.size)]);
    return 0;
  }
  let again = 0;
  for (let i = 0; i < node.count;) {
    const end = node.form === 'repeat' ? node.count : endOfRun(node.keys === undefined ? node.children : [], i);
    again += addRows(childPlace(first, i), childPlace(last, end - 1), times * (end - i), rows);
    i = end;
  }
  return again;
}

/** Where the items end that equal the one at an index. */
function endOfRun(items: readonly Node[], start: number): number {
  const text = (node: Node | undefined): string => JSON.stringify(node && decompile(node));
  let end = start + 1;
  while (end < items.length && text(items[end]) === text(items[start])) end++;
  return end;
}

/** One path for those from the first to the last: where their segments differ, the range. */
function foldPaths(first: string, last: string): string {
  const ends = last.split('.');
  return first
    .split('.')
    .map((segment, i) => (segment === ends[i] ? segment : `{${segment}..${ends[i]}}`))
    .reduce(join, '');
}
