import { describeLeaf } from '../array/describe.ts';
import {
  badSlice,
  badTarget,
  MAX_DEPTH,
  notAMatrix,
  SchemaError,
  throughTie,
  tieCycle,
  tiedToItself,
  tiedToTie,
  tooDeep,
} from './issues.ts';
import { makeLeaf } from './make-node.ts';
import {
  childAt,
  type GroupNode,
  join,
  type LeafNode,
  type Node,
  offsetAt,
  type TieNode,
  type TieScope,
} from './node.ts';
import { explainMissing, indexOfSegment } from './path.ts';

/**
 * Gives each tie its owner and the offset of the owner from the start of the scope that contains the tie. Paths alone
 * decide which memory a tie shares.
 *
 * @throws SchemaError for an unknown path, a tie to or through another tie, a cycle, and the transpose of anything but
 * a matrix
 */
export function resolveTies(root: Node): void {
  resolveTiesBelow(root, root);
  measureHeight(root, 0);
}

function resolveTiesBelow(node: Node, scope: Node): void {
  // A known height means that the node is a layout whose ties are resolved.
  if (!node.hasTies || node.height !== undefined || node.kind === 'leaf') return;
  if (node.kind === 'tie') resolveTie(node, scope);
  else if (node.kind === 'scope') resolveTiesBelow(node.of, node.of);
  else for (const child of node.children) resolveTiesBelow(child, scope);
}

function resolveTie(tie: TieNode, scope: Node): void {
  let node = scope;
  let offset = 0;
  let within: TieScope = { node: scope, offset: 0, path: '' };
  const segments = tie.path.split('.');
  const firstSegments = (i: number): string => segments.slice(0, i).join('.');
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    if (node.kind === 'tie' && i > 0) {
      throw new SchemaError(
        tie.at,
        throughTie(tie.path, firstSegments(i), join(within.path, `${node.path}.${segments.slice(i).join('.')}`)),
      );
    }
    while (node.kind === 'scope') {
      node = node.of;
      within = { node, offset, path: firstSegments(i) };
    }
    const index = node.kind === 'group' ? indexOfSegment(node, segment) : -1;
    if (node.kind !== 'group' || index < 0)
      throw new SchemaError(tie.at, badTarget(tie.path, explainMissing(node, segment, firstSegments(i))));
    offset += offsetAt(node, index);
    node = childAt(node, index);
  }
  if (node.kind === 'tie') {
    const owner = join(within.path, node.path);
    throw new SchemaError(tie.at, owner === tie.path ? tiedToItself(tie.path) : tiedToTie(tie.path, owner));
  }
  if (tie.option === '.transpose' && (node.kind !== 'leaf' || node.shape.length !== 2))
    throw new SchemaError(tie.at, notAMatrix(tie.path, describeNode(node)));
  const slice = sliceOf(tie, node);
  tie.target = slice.node;
  tie.offset = offset + slice.start;
  tie.within = within;
}

/** Returns the slice of a node that a tie names, with its start in elements; the whole node for other ties. */
function sliceOf({ path, at, option, value }: TieNode, node: Node): { readonly node: Node; readonly start: number } {
  if (!Array.isArray(value)) return { node, start: 0 };
  const [start = 0, end = 0] = value as number[];
  const isRows = option === '.rows';
  const indices: readonly number[] = isRows ? [start] : value;
  const isInside = ({ shape }: LeafNode): boolean =>
    isRows ? start <= end && end <= (shape[0] ?? -1) : indices.every((index, axis) => index < (shape[axis] ?? 0));
  if (node.kind !== 'leaf' || !isInside(node))
    throw new SchemaError(at, badSlice(option as string, value.join(', '), path, describeNode(node)));
  return {
    node: makeLeaf(Object.freeze([...(isRows ? [end - start] : []), ...node.shape.slice(indices.length)]), 1, at),
    start: indices.reduce((sum, index, axis) => sum + index * (node.strides[axis] as number), 0),
  };
}

const describeNode = (node: Node): string => (node.kind === 'leaf' ? describeLeaf(node.shape) : 'a subtree');

/**
 * Returns how many levels nest below a node that is itself at a level, ties followed. A tied subtree may contain ties,
 * but none of them may lead back to a tie that this walk is following.
 */
function measureHeight(node: Node, level: number): number {
  if (node.kind !== 'tie') {
    node.height ??= heightOfChildren(node.kind === 'scope' ? [node.of] : (node as GroupNode).children, level);
    return node.height;
  }
  if (node.isFollowed) throw new SchemaError(node.at, tieCycle(node.path));
  if (level > MAX_DEPTH) throw tooDeep(node.at);
  node.isFollowed = true;
  node.height ??= heightOfChildren([node.target as Node], level);
  node.isFollowed = false;
  if (level + node.height > MAX_DEPTH) throw tooDeep(node.at);
  return node.height;
}

function heightOfChildren(children: readonly Node[], level: number): number {
  let height = 0;
  for (const child of children) height = Math.max(height, 1 + measureHeight(child, level + 1));
  return height;
}
