import { join, type Node, type TieNode } from './node.ts';
import { child, noSuch } from './path.ts';
import { badTarget, DEEPEST, notAMatrix, SchemaError, throughTie, tieCycle, tiedToItself, tiedToTie, tooDeep } from './refusal.ts';

/**
 * Gives every tie its owner and the owner's offset from the start of the tie's scope; refuses unknown paths, ties to ties, paths
 * through ties, cycles, and transposes of anything but a matrix. No identity is compared: a path says which memory is meant.
 */
export function resolveTies(root: Node): void {
  if (resolveAll(root, root)) heightOf(root, 0);
}

/** Whether there are any. */
function resolveAll(node: Node, scope: Node): boolean {
  switch (node.kind) {
    case 'leaf':
      return false;
    case 'tie':
      resolve(node, scope);
      return true;
    case 'scope':
      return resolveAll(node.of, node.of);
    case 'repeat':
      return resolveAll(node.of, scope);
    case 'struct':
    case 'list': {
      let some = false;
      for (const each of node.children) if (resolveAll(each, scope)) some = true;
      return some;
    }
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

/**
 * How many levels are nested below a node that stands at a level, ties followed. A tied subtree may hold ties as long as none leads back
 * to a tie that is being followed.
 */
function heightOf(node: Node, level: number): number {
  if (node.kind === 'leaf') return 0;
  if (node.kind === 'repeat' || node.kind === 'scope') return 1 + heightOf(node.of, level + 1);
  if (node.kind !== 'tie') {
    let height = 0;
    for (const each of node.children) height = Math.max(height, 1 + heightOf(each, level + 1));
    return height;
  }
  if (node.search === 'open') throw new SchemaError(node.at, tieCycle(node.path));
  if (level > DEEPEST) throw tooDeep(node.at);
  node.search = 'open';
  node.height ??= 1 + heightOf(node.target as Node, level + 1);
  node.search = 'done';
  if (level + node.height > DEEPEST) throw tooDeep(node.at);
  return node.height;
}
