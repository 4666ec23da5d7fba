import { suggestion } from './near.ts';
import type { Node } from './node.ts';
import { belowLeaf, beyondEnd, noSuchName } from './refusal.ts';

const INDEX = /^(?:0|[1-9][0-9]*)$/;

/** The child of a node by its path segment and its offset in it; undefined where there is none. */
export function child(node: Node, segment: string): { readonly node: Node; readonly offset: number } | undefined {
  switch (node.kind) {
    case 'struct': {
      const i = node.keys.indexOf(segment);
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

/** Why a node has no child of a name; `where` is the node's own path. */
export function noSuch(node: Node, segment: string, where: string): string {
  switch (node.kind) {
    case 'scope':
      return noSuch(node.of, segment, where);
    case 'leaf':
      return where === '' ? noSuchName(segment, '', '') : belowLeaf(segment, where);
    case 'repeat':
      return INDEX.test(segment) ? beyondEnd(segment, where, node.count) : noSuchName(segment, where, '');
    case 'list':
      return INDEX.test(segment) ? beyondEnd(segment, where, node.children.length) : noSuchName(segment, where, '');
    case 'struct':
      return noSuchName(segment, where, suggestion(segment, node.keys));
    case 'tie':
      return noSuchName(segment, where, '');
  }
}
