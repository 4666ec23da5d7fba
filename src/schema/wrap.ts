// No twin in types: types/schema/unwrap.ts pushes a wrapper down one level at a time.
import { makeGroup, makeLeaf, makeRepeat, makeScope } from './make-node.ts';
import { join, keyAt, type Node, type Wrapper } from './node.ts';

/**
 * Applies a wrapper to each leaf below a node: `aligned` raises its alignment, `stacked` gives it one more dimension.
 * The nodes are new, so that a layout may stand inside; its ties are resolved again.
 */
export function wrapNode(node: Node, key: Wrapper['key'], by: number, path: string): Node {
  const wrapped = wrapBelow(node, key, by, path);
  const align = key === '.aligned' && node.kind !== 'tie' ? Math.max(node.align, by) : wrapped.align;
  return { ...wrapped, align, wrapper: { key, by, of: node } };
}

function wrapBelow(node: Node, key: Wrapper['key'], by: number, path: string): Node {
  if (node.kind === 'tie') return { ...node, target: undefined, height: undefined };
  if (node.kind === 'scope') return makeScope(wrapNode(node.of, key, by, path), undefined, node.isLayout);
  if (node.kind === 'leaf') {
    return key === '.aligned' ?
        makeLeaf(node.shape, Math.max(node.align, by), path)
      : makeLeaf(Object.freeze([by, ...node.shape]), node.align, path);
  }
  const children = node.children.map((child, i) => wrapNode(child, key, by, join(path, keyAt(node, i))));
  return node.form === 'repeat' ?
      makeRepeat(children[0] as Node, node.count, path)
    : makeGroup(node.form, node.keys, children, path);
}
