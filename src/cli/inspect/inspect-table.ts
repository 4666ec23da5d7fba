import { showShape } from '../../checkpoint/text.ts';
import { formatTable, printable, printableName, shorten } from '../output/printable-text.ts';
import { formatBytes, groupDigits } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Branch } from './tree-branches.ts';

export interface TreeLimits {
  /** Levels that are shown. */
  readonly depth: number;
  /** Children of one place that are shown. */
  readonly children: number;
}
interface InspectRow {
  readonly cells: readonly string[];
  /** Characters before the name. */
  readonly guide: number;
  readonly kind: 'head' | 'group' | 'tensor' | 'buffer' | 'rest';
}

/** The tree as lines: names, element types and shapes, then the tensors, parameters and bytes of each, and of all at the top. */
export function inspectTableOf(root: Branch, title: string, limits: TreeLimits, { colors, width }: Terminal): string {
  const rows: InspectRow[] = [
    { cells: ['', '', 'tensors', 'parameters', 'bytes'], guide: 0, kind: 'head' },
    { cells: [printable(title), '', ...figuresOf(root)], guide: 0, kind: 'group' },
  ];
  addChildRows(rows, root, '', 1, limits);
  const cells = rows.map((row) => row.cells.map((cell, i) => (i === 1 ? shorten(cell, MAX_SHAPE_WIDTH) : cell)));
  // What the other columns leave is for the names, which are cut in the middle, behind their guide.
  const others = [1, 2, 3, 4].reduce((sum, i) => sum + 2 + columnWidthOf(cells, i), 0);
  const fit = Math.max(MIN_NAME_WIDTH, width - others);
  const fitting = cells.map(([name = '', ...rest], i) => [cutName(name, (rows[i] as InspectRow).guide, fit), ...rest]);
  const { dim, bold } = colors;
  return formatTable(fitting, ['left', 'left', 'right', 'right', 'right'], '', (cell, i, column) => {
    const { kind, guide } = rows[i] as InspectRow;
    if (kind !== 'group' && kind !== 'tensor') return dim(cell);
    if (column > 0) return cell;
    return (
      (guide === 0 ? '' : dim(cell.slice(0, guide))) + (kind === 'group' ? bold(cell.slice(guide)) : cell.slice(guide))
    );
  });
}

const columnWidthOf = (cells: readonly (readonly string[])[], i: number): number =>
  cells.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0);
/** Most characters of an element type and a shape, and the fewest that names are given. */
const MAX_SHAPE_WIDTH = 34;
const MIN_NAME_WIDTH = 24;

/** A name behind its guide, which gives way where the tree is deeper than the column is wide. */
function cutName(text: string, guide: number, width: number): string {
  const room = Math.max(width - guide, Math.min(text.length - guide, MIN_NAME_WIDTH / 2));
  return shorten(text.slice(0, guide), width - room) + shorten(text.slice(guide), room);
}

function addChildRows(
  rows: InspectRow[],
  { children }: Branch,
  guide: string,
  depth: number,
  limits: TreeLimits,
): void {
  if (depth > limits.depth) return;
  const shown = children.length > limits.children ? children.slice(0, limits.children - 1) : children;
  const rest = children.slice(shown.length);
  for (const [i, child] of shown.entries()) {
    const last = rest.length === 0 && i === shown.length - 1;
    rows.push(branchRowOf(child, `${guide}${last ? '└─ ' : '├─ '}`));
    addChildRows(rows, child, `${guide}${last ? '   ' : '│  '}`, depth + 1, limits);
  }
  if (rest.length > 0)
    rows.push({
      cells: [`${guide}└─ … ${groupDigits(rest.length)} more`, '', ...figuresOf(sumBranches(rest))],
      guide: guide.length + 3,
      kind: 'rest',
    });
}

function branchRowOf(branch: Branch, guide: string): InspectRow {
  const { label, tensor, blocks, buffer, children } = branch;
  const what =
    tensor === undefined ?
      describeBlocks(branch)
    : `${tensor.dtype} ${showShape(tensor.shape)}${blocks > 1 && children.length === 0 ? ` × ${groupDigits(blocks)}` : ''}`;
  return {
    cells: [`${guide}${printableName(label)}`, what, ...figuresOf(branch)],
    guide: guide.length,
    kind:
      buffer !== undefined ? 'buffer'
      : children.length > 0 ? 'group'
      : 'tensor',
  };
}

/** What the figures of a folded place are made of. */
const describeBlocks = ({ blocks, count, parameters }: Branch): string =>
  blocks === 1 ? ''
  : parameters === 0 ? `${groupDigits(blocks)} blocks`
  : `${groupDigits(blocks)} × ${groupDigits(parameters / count)}`;

type BranchSums = Pick<Branch, 'tensors' | 'parameters' | 'buffered' | 'bytes'>;
const figuresOf = ({ tensors, parameters, buffered, bytes: size }: BranchSums): readonly string[] => [
  groupDigits(tensors),
  parameters === 0 && buffered > 0 ? 'buffer' : groupDigits(parameters),
  formatBytes(size),
];

const sumBranches = (branches: readonly Branch[]): BranchSums =>
  branches.reduce(
    (sum, each) => ({
      tensors: sum.tensors + each.tensors,
      parameters: sum.parameters + each.parameters,
      buffered: sum.buffered + each.buffered,
      bytes: sum.bytes + each.bytes,
    }),
    { tensors: 0, parameters: 0, buffered: 0, bytes: 0 },
  );
