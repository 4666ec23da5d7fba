import { join, keyAt, type Node } from './node.ts';
import { dimsOf, type Place, rootPlace, step } from './slot.ts';

/** The table that Keras and torchinfo print: a line a parameter, repeats folded, with shapes, counts and ties. */
export function summaryOf(root: Node): string {
  const rows: [string, string, string][] = [['parameter', 'shape', 'count']];
  list(rootPlace(root), '', 1, rows);
  const widths = [0, 1, 2].map((c) => Math.max(...rows.map((row) => (row[c] as string).length)));
  const line = (row: readonly string[]): string =>
    `${(row[0] as string).padEnd(widths[0] as number)}  ${(row[1] as string).padEnd(widths[1] as number)}  ${(row[2] as string).padStart(widths[2] as number)}`.trimEnd();
  const rule = '-'.repeat(widths.reduce((a, b) => a + b) + 4);
  return [line(rows[0] as string[]), rule, ...rows.slice(1).map(line), rule, `${root.size.toLocaleString('en-US')} parameters`].join('\n');
}

function list(place: Place, shown: string, times: number, rows: [string, string, string][]): void {
  const { node } = place;
  if (place.tiedTo !== undefined) {
    const shape = node.kind === 'leaf' ? shapeText(dimsOf(node, place.transposed).shape) : '';
    rows.push([shown, shape, `= ${place.tiedTo}${place.transposed ? ' transposed' : ''}`]);
  } else if (node.kind === 'leaf') {
    rows.push([shown, shapeText(node.shape), (node.size * times).toLocaleString('en-US')]);
  } else if (node.form === 'repeat' && node.count > 0) {
    const last = node.count - 1;
    list(step(place, 0), join(shown, last === 0 ? '0' : `{0..${last}}`), times * node.count, rows);
  } else {
    for (let i = 0; i < node.count; i++) list(step(place, i), join(shown, keyAt(node, i)), times, rows);
  }
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
