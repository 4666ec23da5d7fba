import { decompile } from '../schema/decompile.ts';
import { join, type Node } from '../schema/node.ts';
import { endOfRun } from './fingerprint.ts';
import { childPlaceOf, type Place, rootPlaceOf } from './place.ts';
import { stridedShapeOf } from './slot.ts';

type SummaryRow = readonly string[];

/**
 * Returns a table as Keras and torchinfo print it: one line for each parameter, with its shape and its number of
 * elements. Repeats and runs of equal items share one line, `h.{0..11}.bias`, which counts all of them. A tie names its
 * owner instead of a count.
 */
export function summaryOf(root: Node): string {
  const rows: SummaryRow[] = [['parameter', 'shape', 'count']];
  const place = rootPlaceOf(root);
  const counts = { owned: 0, tied: 0 };
  addRows(place, place, 1, rows, counts);
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((width, row) => Math.max(width, (row[column] as string).length), 0),
  );
  const [head, ...lines] = rows.map((row) =>
    row.map((text, i) => (i < 2 ? text.padEnd(widths[i] as number) : text.padStart(widths[i] as number))).join('  '),
  );
  const separator = (head as string).replace(/./g, '-');
  const pads = root.size - counts.owned;
  return [
    head,
    separator,
    ...lines,
    separator,
    `${formatNumber(counts.owned)} ` +
      `parameter${counts.owned === 1 ? '' : 's'}, ${formatNumber(4 * root.size)} bytes as F32` +
      (pads > 0 ? `, ${formatNumber(4 * pads)} of them pads` : ''),
    ...(counts.tied > 0 ? [`${formatNumber(counts.tied)} more through ties, which own no memory`] : []),
  ].join('\n');
}

const formatNumber = (count: number): string => count.toLocaleString('en-US');

/** Adds the lines for a run of `times` equal places, from `first` to `last`, and counts their elements. */
function addRows(
  first: Place,
  last: Place,
  times: number,
  rows: SummaryRow[],
  counts: Record<'owned' | 'tied', number>,
): void {
  const { node, tiedTo, transposed } = first;
  if (node.kind === 'leaf' || tiedTo !== undefined) {
    const name = foldPaths(first.path, last.path);
    const shape = node.kind === 'leaf' ? `[${stridedShapeOf(node, transposed).shape.join(', ')}]` : '';
    const count = times * (node.kind === 'leaf' ? node.length : node.size);
    counts[tiedTo === undefined ? 'owned' : 'tied'] += count;
    const owner = tiedTo && `= ${foldPaths(tiedTo, last.tiedTo as string)}${transposed ? ' transposed' : ''}`;
    rows.push([name === '' ? '(the whole layout)' : name, shape, owner ?? formatNumber(count)]);
    return;
  }
  const texts = node.keys === undefined ? node.children.map((child) => JSON.stringify(decompile(child))) : [];
  for (let i = 0; i < node.count;) {
    const end = node.form === 'repeat' ? node.count : endOfRun(texts, i);
    addRows(childPlaceOf(first, i), childPlaceOf(last, end - 1), times * (end - i), rows, counts);
    i = end;
  }
}

/** Merges the first and the last path of a run into one; a segment that differs becomes a range. */
function foldPaths(first: string, last: string): string {
  const ends = last.split('.');
  return first
    .split('.')
    .map((segment, i) => (segment === ends[i] ? segment : `{${segment}..${ends[i]}}`))
    .reduce(join, '');
}
