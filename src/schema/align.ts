// No twin in types: types/schema/unwrap.ts pushes `aligned` down one level at a time.
import { makeGroup, makeLeaf, makeRepeat, makeScope } from './make-node.ts';
import type { Node } from './node.ts';

/**
 * Raises the alignment of a node and of all leaves below it. The nodes are new, so that a layout may stand inside; ties
 * are resolved again.
 */
export function alignNode(node: Node, by: number, path: string): Node {
  if (node.kind === 'tie') return { ...node, target: undefined, height: undefined, unaligned: { by, node } };
  const align = Math.max(node.align, by);
  return { ...alignBelow(node, align, path), align, unaligned: { by, node } };
}

function alignBelow(node: Exclude<Node, { kind: 'tie' }>, align: number, path: string): Node {
  if (node.kind === 'leaf') return makeLeaf(node.shape, align, path);
  const aligned = (child: Node): Node => alignNode(child, align, path);
  if (node.kind === 'scope') return makeScope(aligned(node.of), undefined, node.isLayout);
  const children = node.children.map(aligned);
  return node.form === 'repeat' ?
      makeRepeat(children[0] as Node, node.count, path)
    : makeGroup(node.form, node.keys, children, path);
}
