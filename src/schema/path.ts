import { belowLeaf, beyondEnd, noSuchName } from './issues.ts';
import type { GroupNode, Node } from './node.ts';
import { isBefore } from './order.ts';
import { suggest } from './suggest.ts';

export const INDEX_PATTERN = /^(?:0|[1-9][0-9]*)$/;

/**
 * Returns the index of the child that a path segment names; -1 if there is none. Most keys are in code-unit order, so a
 * binary search comes first; it can miss a key of `ordered`, and then a linear search decides.
 */
export function indexOfSegment({ keys, count }: GroupNode, segment: string): number {
  if (keys === undefined) return INDEX_PATTERN.test(segment) && Number(segment) < count ? Number(segment) : -1;
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(keys[middle] as string, segment)) low = middle + 1;
    else high = middle;
  }
  return keys[low] === segment ? low : keys.indexOf(segment);
}

/** Says why a node has no child with a name; `where` is the path of the node. */
export function explainMissing(node: Node, segment: string, where: string): string {
  if (node.kind === 'scope') return explainMissing(node.of, segment, where);
  if (node.kind === 'leaf' && where !== '') return belowLeaf(segment, where);
  if (node.kind !== 'group') return noSuchName(segment, where, '');
  if (node.keys === undefined && INDEX_PATTERN.test(segment)) return beyondEnd(segment, where, node.count);
  return noSuchName(segment, where, suggest(segment, node.keys ?? []));
}
