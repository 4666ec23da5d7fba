import {
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
import { childAt, type GroupNode, join, type Node, offsetAt, type TieNode, type TieScope } from './node.ts';
import { explainMissing, indexOfSegment } from './path.ts';

/**
 * Gives every tie its owner and the owner's offset from the start of the tie's scope; refuses unknown paths, ties to ties, paths
 * through ties, cycles, and transposes of anything but a matrix. No identity is compared: a path says which memory is meant.
 */
export function resolveTies(root: Node): void {
  resolveTiesBelow(root, root);
  measureHeight(root, 0);
}

function resolveTiesBelow(node: Node, scope: Node): void {
  if (node.height !== undefined || node.kind === 'leaf') return; // no ties, or those of a layout inside, which are resolved
  if (node.kind === 'tie') resolveTie(node, scope);
  else if (node.kind === 'scope') resolveTiesBelow(node.of, node.of);
  else for (const each of node.children) resolveTiesBelow(each, scope);
}

function resolveTie(tie: TieNode, scope: Node): void {
  let node = scope;
  let offset = 0;
  let within: TieScope = { node: scope, offset: 0, path: '' };
  const segments = tie.path.split('.');
  const upTo = (i: number): string => segments.slice(0, i).join('.');
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    if (node.kind === 'tie' && i > 0) {
      throw new SchemaError(
        tie.at,
        throughTie(tie.path, upTo(i), join(within.path, `${node.path}.${segments.slice(i).join('.')}`)),
      );
    }
    while (node.kind === 'scope') {
      node = node.of;
      within = { node, offset, path: upTo(i) };
    }
    const index = node.kind === 'group' ? indexOfSegment(node, segment) : -1;
    if (node.kind !== 'group' || index < 0)
      throw new SchemaError(tie.at, badTarget(tie.path, explainMissing(node, segment, upTo(i))));
    offset += offsetAt(node, index);
    node = childAt(node, index);
  }
  if (node.kind === 'tie') {
    const owner = join(within.path, node.path);
    throw new SchemaError(tie.at, owner === tie.path ? tiedToItself(tie.path) : tiedToTie(tie.path, owner));
  }
  if (tie.transpose && (node.kind !== 'leaf' || node.shape.length !== 2)) {
    const found = node.kind === 'leaf' ? `a leaf of shape [${node.shape.join(', ')}]` : 'a subtree';
    throw new SchemaError(tie.at, notAMatrix(tie.path, found));
  }
  tie.target = node;
  tie.offset = offset;
  tie.within = within;
}

/**
 * How many levels are nested below a node that stands at a level, ties followed. A tied subtree may hold ties as long as none leads back
 * to a tie that is being followed.
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

function heightOfChildren(inner: readonly Node[], level: number): number {
  let height = 0;
  for (const each of inner) height = Math.max(height, 1 + measureHeight(each, level + 1));
  return height;
}
