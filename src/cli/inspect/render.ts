import { printable, shortened, shownName } from '../output/printable.ts';
import { bytes, grouped } from '../output/quantity.ts';
import { showShape } from '../../checkpoint/text.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Branch } from './branch.ts';

export interface Limits {
  /** Levels that are shown. */
  readonly depth: number;
  /** Children of one place that are shown. */
  readonly children: number;
}
interface Row {
  readonly cells: readonly string[];
  /** Characters before the name. */
  readonly guide: number;
  readonly kind: 'head' | 'group' | 'tensor' | 'buffer' | 'rest';
}

/** The tree as lines: names, element types and shapes, then the tensors, parameters and bytes of each, and of all at the top. */
export function render(root: Branch, title: string, limits: Limits, { colors, width }: Terminal): string {
  const rows: Row[] = [
    { cells: ['', '', 'tensors', 'parameters', 'bytes'], guide: 0, kind: 'head' },
    { cells: [printable(title), '', ...figures(root)], guide: 0, kind: 'group' },
  ];
  addChildren(rows, root, '', 1, limits);
  const cells = rows.map((row) => row.cells.map((cell, i) => (i === 1 ? shortened(cell, SHAPE) : cell)));
  // What the other columns leave is for the names, which are cut in the middle, behind their guide.
  const others = [1, 2, 3, 4].reduce((sum, i) => sum + 2 + longest(cells, i), 0);
  const fit = Math.max(LEAST, width - others);
  const fitting = cells.map(([name = '', ...rest], i) => [cut(name, (rows[i] as Row).guide, fit), ...rest]);
  const { dim, bold } = colors;
  return table(fitting, ['left', 'left', 'right', 'right', 'right'], '', (cell, i, column) => {
    const { kind, guide } = rows[i] as Row;
    if (kind !== 'group' && kind !== 'tensor') return dim(cell);
    if (column > 0) return cell;
    return (
      (guide === 0 ? '' : dim(cell.slice(0, guide))) + (kind === 'group' ? bold(cell.slice(guide)) : cell.slice(guide))
    );
  });
}

const longest = (cells: readonly (readonly string[])[], i: number): number =>
  cells.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0);
/** Most characters of an element type and a shape, and the fewest that names are given. */
const SHAPE = 34;
const LEAST = 24;

/** A name behind its guide, which gives way where the tree is deeper than the column is wide. */
function cut(text: string, guide: number, width: number): string {
  const room = Math.max(width - guide, Math.min(text.length - guide, LEAST / 2));
  return shortened(text.slice(0, guide), width - room) + shortened(text.slice(guide), room);
}

function addChildren(rows: Row[], { children }: Branch, guide: string, depth: number, limits: Limits): void {
  if (depth > limits.depth) return;
  const shown = children.length > limits.children ? children.slice(0, limits.children - 1) : children;
  const rest = children.slice(shown.length);
  for (const [i, child] of shown.entries()) {
    const last = rest.length === 0 && i === shown.length - 1;
    rows.push(rowOf(child, `${guide}${last ? '└─ ' : '├─ '}`));
    addChildren(rows, child, `${guide}${last ? '   ' : '│  '}`, depth + 1, limits);
  }
  if (rest.length > 0)
    rows.push({
      cells: [`${guide}└─ … ${grouped(rest.length)} more`, '', ...figures(together(rest))],
      guide: guide.length + 3,
      kind: 'rest',
    });
}

function rowOf(branch: Branch, guide: string): Row {
  const { label, tensor, blocks, buffer, children } = branch;
  const what =
    tensor === undefined ?
      blocksOf(branch)
    : `${tensor.dtype} ${showShape(tensor.shape)}${blocks > 1 && children.length === 0 ? ` × ${grouped(blocks)}` : ''}`;
  return {
    cells: [`${guide}${shownName(label)}`, what, ...figures(branch)],
    guide: guide.length,
    kind:
      buffer !== undefined ? 'buffer'
      : children.length > 0 ? 'group'
      : 'tensor',
  };
}

/** What the figures of a folded place are made of. */
const blocksOf = ({ blocks, count, parameters }: Branch): string =>
  blocks === 1 ? ''
  : parameters === 0 ? `${grouped(blocks)} blocks`
  : `${grouped(blocks)} × ${grouped(parameters / count)}`;

type Sums = Pick<Branch, 'tensors' | 'parameters' | 'buffered' | 'bytes'>;
const figures = ({ tensors, parameters, buffered, bytes: size }: Sums): readonly string[] => [
  grouped(tensors),
  parameters === 0 && buffered > 0 ? 'buffer' : grouped(parameters),
  bytes(size),
];

const together = (branches: readonly Branch[]): Sums =>
  branches.reduce(
    (sum, each) => ({
      tensors: sum.tensors + each.tensors,
      parameters: sum.parameters + each.parameters,
      buffered: sum.buffered + each.buffered,
      bytes: sum.bytes + each.bytes,
    }),
    { tensors: 0, parameters: 0, buffered: 0, bytes: 0 },
  );
