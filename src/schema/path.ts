import { belowLeaf, beyondEnd, noSuchName } from './issues.ts';
import type { GroupNode, Node } from './node.ts';
import { isBefore } from './order.ts';
import { suggest } from './suggest.ts';

const INDEX_PATTERN = /^(?:0|[1-9][0-9]*)$/;

/**
 * The index of a path segment in a group, -1 where there is none. By halving, because most structs are in code-unit order; `ordered` ones
 * are searched through where that does not find the key.
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

/** Why a node has no child of a name; `where` is the node's own path. */
export function explainMissing(node: Node, segment: string, where: string): string {
  if (node.kind === 'scope') return explainMissing(node.of, segment, where);
  if (node.kind === 'leaf' && where !== '') return belowLeaf(segment, where);
  if (node.kind !== 'group') return noSuchName(segment, where, '');
  if (node.keys === undefined && INDEX_PATTERN.test(segment)) return beyondEnd(segment, where, node.count);
  return noSuchName(segment, where, suggest(segment, node.keys ?? []));
}
