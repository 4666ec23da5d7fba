import { describeTensor } from '../input/tensor-data.ts';
import { toPrintable } from '../../array/printable.ts';
import { formatTable, toPrintableName, shortenMiddle } from '../output/printable-text.ts';
import { formatBytes, groupDigits } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Branch } from './tree-branches.ts';

interface TreeLimits {
  /** The most levels to show. */
  readonly depth: number;
  /** The most children of one place to show. */
  readonly children: number;
}
interface InspectRow {
  readonly cells: readonly string[];
  /** The number of characters before the name. */
  readonly guide: number;
  readonly kind: 'head' | 'group' | 'tensor' | 'buffer' | 'rest';
}

/**
 * Formats the tree as lines: names, dtypes and shapes, and the tensors, parameters and bytes of each place. The first
 * line has the totals.
 */
export function inspectTableOf(root: Branch, title: string, limits: TreeLimits, { colors, width }: Terminal): string {
  const rows: InspectRow[] = [
    { cells: ['', '', 'tensors', 'parameters', 'bytes'], guide: 0, kind: 'head' },
    { cells: [toPrintable(title), '', ...figuresOf(root)], guide: 0, kind: 'group' },
  ];
  addChildRows(rows, root, '', 1, limits);
  const cells = rows.map((row) => row.cells.map((cell, i) => (i === 1 ? shortenMiddle(cell, MAX_SHAPE_WIDTH) : cell)));
  // Names get the width that the other columns leave. They are cut in the middle, after their guide lines.
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
/** The most characters of a dtype and shape. */
const MAX_SHAPE_WIDTH = 34;
/** The fewest characters for the names. */
const MIN_NAME_WIDTH = 24;

/**
 * Shortens a name after its guide lines. If the tree is deeper than the column is wide, the guide lines are cut too.
 */
function cutName(text: string, guide: number, width: number): string {
  const room = Math.max(width - guide, Math.min(text.length - guide, MIN_NAME_WIDTH / 2));
  return shortenMiddle(text.slice(0, guide), width - room) + shortenMiddle(text.slice(guide), room);
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
    : `${describeTensor(tensor)}${blocks > 1 && children.length === 0 ? ` × ${groupDigits(blocks)}` : ''}`;
  return {
    cells: [`${guide}${toPrintableName(label)}`, what, ...figuresOf(branch)],
    guide: guide.length,
    kind:
      buffer !== undefined ? 'buffer'
      : children.length > 0 ? 'group'
      : 'tensor',
  };
}

/** Describes the figures of collapsed blocks as a product. */
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
