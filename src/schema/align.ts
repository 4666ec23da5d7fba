// No twin in types: types/schema/unwrap.ts pushes `aligned` down one level at a time.
import { makeGroup, makeLeaf, makeRepeat, makeScope } from './make-node.ts';
import { join, keyAt, type Node } from './node.ts';

/**
 * Raises the alignment of a node and of all leaves below it. The nodes are new, so that a layout may stand inside; ties
 * are resolved again.
 */
export function alignNode(node: Node, by: number, path: string): Node {
  if (node.kind === 'tie') return { ...node, height: undefined, unaligned: { by, node } };
  return { ...alignBelow(node, by, path), align: Math.max(node.align, by), unaligned: { by, node } };
}

function alignBelow(node: Exclude<Node, { kind: 'tie' }>, by: number, path: string): Node {
  if (node.kind === 'leaf') return makeLeaf(node.shape, Math.max(node.align, by), path);
  if (node.kind === 'scope') return makeScope(alignNode(node.of, by, path), undefined, node.isLayout);
  const children = node.children.map((child, i) => alignNode(child, by, join(path, keyAt(node, i))));
  return node.form === 'repeat' ?
      makeRepeat(children[0] as Node, node.count, path)
    : makeGroup(node.form, node.keys, children, path);
}
