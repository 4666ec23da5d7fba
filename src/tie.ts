import { join, type Node, type TieNode } from './node.ts';
import { child, noSuch } from './path.ts';
import { badTarget, notAMatrix, SchemaError, throughTie, tieCycle, tiedToItself, tiedToTie } from './refusal.ts';

/**
 * Gives every tie its owner and the owner's offset from the start of the tie's scope; refuses unknown paths, ties to ties, paths
 * through ties, cycles, and transposes of anything but a matrix. No identity is compared: a path says which memory is meant.
 */
export function resolveTies(root: Node): void {
  const ties: TieNode[] = [];
  collect(root, root, ties);
  for (const tie of ties) refuseCycle(tie);
}

function collect(node: Node, scope: Node, ties: TieNode[]): void {
  switch (node.kind) {
    case 'leaf':
      return;
    case 'tie':
      resolve(node, scope);
      ties.push(node);
      return;
    case 'scope':
      return collect(node.of, node.of, ties);
    case 'repeat':
      return collect(node.of, scope, ties);
    default:
      for (const each of node.children) collect(each, scope, ties);
  }
}

function resolve(tie: TieNode, scope: Node): void {
  let node = scope;
  let offset = 0;
  let base = ''; // the path of the innermost scope on the way: what an owner's path is relative to
  const segments = tie.path.split('.');
  const upTo = (i: number): string => segments.slice(0, i).join('.');
  for (let i = 0; i < segments.length; i++) {
    if (node.kind === 'tie' && i > 0) {
      const owner = join(base, `${node.path}.${segments.slice(i).join('.')}`);
      throw new SchemaError(tie.at, throughTie(tie.path, upTo(i), owner));
    }
    if (node.kind === 'scope') base = upTo(i);
    const next = child(node, segments[i] as string);
    if (next === undefined) throw new SchemaError(tie.at, badTarget(tie.path, noSuch(node, segments[i] as string, upTo(i))));
    node = next.node;
    offset += next.offset;
  }
  if (node.kind === 'tie') {
    const owner = join(base, node.path);
    throw new SchemaError(tie.at, owner === tie.path ? tiedToItself(tie.path) : tiedToTie(tie.path, owner));
  }
  if (tie.transpose && (node.kind !== 'leaf' || node.shape.length !== 2)) {
    const found = node.kind === 'leaf' ? `a leaf of shape [${node.shape.join(', ')}]` : 'a subtree';
    throw new SchemaError(tie.at, notAMatrix(tie.path, found));
  }
  tie.target = node;
  tie.offset = offset;
}

/** A tied subtree may hold ties as long as none leads back to a tie that is being followed. */
function refuseCycle(tie: TieNode): void {
  if (tie.search === 'done') return;
  if (tie.search === 'open') throw new SchemaError(tie.at, tieCycle(tie.path));
  tie.search = 'open';
  const below: TieNode[] = [];
  tiesIn(tie.target as Node, below);
  for (const each of below) refuseCycle(each);
  tie.search = 'done';
}

function tiesIn(node: Node, found: TieNode[]): void {
  if (node.kind === 'tie') found.push(node);
  else if (node.kind === 'repeat' || node.kind === 'scope') tiesIn(node.of, found);
  else if (node.kind !== 'leaf') for (const each of node.children) tiesIn(each, found);
}
