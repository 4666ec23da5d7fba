import type { Node } from './node.ts';
import { before } from './order.ts';

const INDEX = /^(?:0|[1-9][0-9]*)$/;

/** The child of a node by its path segment and its offset in it; undefined where there is none. */
export function child(node: Node, segment: string): { readonly node: Node; readonly offset: number } | undefined {
  switch (node.kind) {
    case 'struct': {
      const i = indexOf(node.keys, segment);
      return i < 0 ? undefined : { node: node.children[i] as Node, offset: node.offsets[i] as number };
    }
    case 'list': {
      const i = INDEX.test(segment) ? Number(segment) : -1;
      const found = node.children[i];
      return found === undefined ? undefined : { node: found, offset: node.offsets[i] as number };
    }
    case 'repeat': {
      const i = INDEX.test(segment) ? Number(segment) : -1;
      return i < 0 || i >= node.count ? undefined : { node: node.of, offset: i * node.of.size };
    }
    case 'scope':
      return child(node.of, segment);
    default:
      return undefined;
  }
}

/** By halving, because most structs are in code-unit order; `ordered` ones are searched through where that does not find the key. */
function indexOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(keys[middle] as string, key)) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? low : keys.indexOf(key);
}

/** The names that could have been meant in a node. */
export function namesIn(node: Node): readonly string[] {
  if (node.kind === 'struct') return node.keys;
  if (node.kind === 'scope') return namesIn(node.of);
  return [];
}
