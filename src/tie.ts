import { SchemaError, suggestion } from './errors.ts';
import type { Node, TieNode } from './node.ts';
import { child, namesIn } from './path.ts';

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
  const segments = tie.path.split('.');
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as string;
    if (node.kind === 'tie') {
      const rest = segments.slice(i).join('.');
      const through = segments.slice(0, i).join('.');
      throw new SchemaError(tie.at, `'${tie.path}' runs through the tie '${through}'; name the owner '${node.path}.${rest}'`);
    }
    const next = child(node, segment);
    if (next === undefined) {
      const where = i === 0 ? '' : ` in '${segments.slice(0, i).join('.')}'`;
      throw new SchemaError(
        tie.at,
        `tied to '${tie.path}', but there is no '${segment}'${where}${suggestion(segment, namesIn(node))}`,
      );
    }
    node = next.node;
    offset += next.offset;
  }
  if (node.kind === 'tie') {
    throw new SchemaError(tie.at, node === tie ? `'${tie.path}' is tied to itself` : `'${tie.path}' is itself a tie; name the owner '${node.path}'`);
  }
  if (tie.transpose && (node.kind !== 'leaf' || node.shape.length !== 2)) {
    const found = node.kind === 'leaf' ? `a leaf of shape [${node.shape.join(', ')}]` : 'a subtree';
    throw new SchemaError(tie.at, `only a matrix can be tied transposed, but '${tie.path}' is ${found}`);
  }
  tie.target = node;
  tie.offset = offset;
}

/** A tied subtree may hold ties as long as none leads back to a tie that is being followed. */
function refuseCycle(tie: TieNode): void {
  if (tie.search === 'done') return;
  if (tie.search === 'open') throw new SchemaError(tie.at, `the tie to '${tie.path}' leads back to itself`);
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
