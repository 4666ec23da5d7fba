import type { Node, TieNode } from './node.ts';
import { child } from './path.ts';

/** Where ties resolve: the scope's content, and its offset and path, relative to another scope. */
export interface Scope {
  readonly node: Node;
  readonly offset: number;
  readonly path: string;
}

/**
 * The innermost scope that the owner named by a tie stands in, relative to the scope of the tie itself. The ties of a tied subtree
 * resolve where the subtree stands, not where it is tied to.
 */
export function ownerScope(tie: TieNode, scope: Node): Scope {
  let found: Scope = { node: scope, offset: 0, path: '' };
  let node = scope;
  let offset = 0;
  const segments = tie.path.split('.');
  for (let i = 0; i < segments.length - 1; i++) {
    const next = child(node, segments[i] as string);
    if (next === undefined) break; // not met: resolveTies refused such a tie
    node = next.node;
    offset += next.offset;
    while (node.kind === 'scope') {
      node = node.of;
      found = { node, offset, path: segments.slice(0, i + 1).join('.') };
    }
  }
  return found;
}
