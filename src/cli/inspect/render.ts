import { printable } from '../printable.ts';
import { bytes, grouped } from '../quantity.ts';
import { showShape } from '../../checkpoint/text.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { Folded } from '../tree/fold.ts';
import { times, totalsOf } from '../tree/totals.ts';

/** The tree as lines: names, element types and shapes, then the elements and bytes of each. */
export function render(root: Folded, _terminal: Terminal): string {
  const rows: string[][] = [];
  const visit = (node: Folded, indent: string): void => {
    const { tensor } = node.tree;
    const { elements, bytes: size } = times(totalsOf(node), node.count);
    rows.push([indent + printable(node.label), tensor === undefined ? '' : `${tensor.dtype} ${showShape(tensor.shape)}`, grouped(elements), bytes(size)]);
    for (const child of node.children) visit(child, `${indent}  `);
  };
  for (const child of root.children) visit(child, '');
  return table(rows, ['left', 'left', 'right', 'right']);
}
