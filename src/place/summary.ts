import { decompile } from '../schema/decompile.ts';
import { join, type Node } from '../schema/node.ts';
import { childPlaceOf, type Place, rootPlaceOf } from './place.ts';
import { stridedShapeOf } from './slot.ts';

type SummaryRow = readonly [parameter: string, shape: string, count: string];

/**
 * Returns a table as Keras and torchinfo print it: one line for each parameter, with its shape and its number of
 * elements. Repeats and runs of equal items share one line, `h.{0..11}.bias`, which counts all of them. A tie names its
 * owner instead of a count.
 */
export function summaryOf(root: Node): string {
  const rows: SummaryRow[] = [];
  const tiedCount = addRows(rootPlaceOf(root), rootPlaceOf(root), 1, rows);
  const table: SummaryRow[] = [['parameter', 'shape', 'count'], ...rows];
  const width = (column: 0 | 1 | 2): number => table.reduce((widest, row) => Math.max(widest, row[column].length), 0);
  const [first, second, third] = [width(0), width(1), width(2)];
  const [head, ...lines] = table.map(
    ([name, shape, count]) => `${name.padEnd(first)}  ${shape.padEnd(second)}  ${count.padStart(third)}`,
  );
  const separator = '-'.repeat(first + second + third + 4);
  const noun = root.size === 1 ? 'parameter' : 'parameters';
  const total = `${formatNumber(root.size)} ${noun}, ${formatNumber(4 * root.size)} bytes as F32`;
  return [
    head,
    separator,
    ...lines,
    separator,
    total,
    ...(tiedCount > 0 ? [`${formatNumber(tiedCount)} more through ties, which own no memory`] : []),
  ].join('\n');
}

const formatNumber = (count: number): string => count.toLocaleString('en-US');

/**
 * Adds the lines for a run of `times` equal places, from `first` to `last`. Returns how many elements the run reaches
 * through ties.
 */
function addRows(first: Place, last: Place, times: number, rows: SummaryRow[]): number {
  const { node } = first;
  const name = foldPaths(first.path, last.path);
  const shape = node.kind === 'leaf' ? `[${stridedShapeOf(node, first.transposed).shape.join(', ')}]` : '';
  if (first.tiedTo !== undefined) {
    rows.push([
      name,
      shape,
      `= ${foldPaths(first.tiedTo, last.tiedTo as string)}${first.transposed ? ' transposed' : ''}`,
    ]);
    return times * node.size;
  }
  if (node.kind === 'leaf') {
    rows.push([name === '' ? '(the whole layout)' : name, shape, formatNumber(times * node.size)]);
    return 0;
  }
  let tiedCount = 0;
  for (let i = 0; i < node.count;) {
    const end = node.form === 'repeat' ? node.count : endOfRun(node.keys === undefined ? node.children : [], i);
    tiedCount += addRows(childPlaceOf(first, i), childPlaceOf(last, end - 1), times * (end - i), rows);
    i = end;
  }
  return tiedCount;
}

/** Returns the index after the last of the neighbours that equal the item at `start`. */
function endOfRun(items: readonly Node[], start: number): number {
  const text = (node: Node | undefined): string => JSON.stringify(node && decompile(node));
  let end = start + 1;
  while (end < items.length && text(items[end]) === text(items[start])) end++;
  return end;
}

/** Merges the first and the last path of a run into one; a segment that differs becomes a range. */
function foldPaths(first: string, last: string): string {
  const ends = last.split('.');
  return first
    .split('.')
    .map((segment, i) => (segment === ends[i] ? segment : `{${segment}..${ends[i]}}`))
    .reduce(join, '');
}
