// No twin in types: OwnerIn in types/derive/pick.ts and RenamedTie in types/derive/rename.ts follow paths themselves.
import { join } from '../schema/node.ts';
import type { Remainders } from './remainder.ts';
import { fieldsOf, innerOf, isWrapper, type SchemaNode } from './rewrite.ts';

/** A schema in which ties resolve, what remains of the patterns there, and its path in the layout. */
export interface ScopeOf {
  readonly root: SchemaNode;
  readonly remainders: Remainders;
  readonly path: string;
}
/** A node that the path of a tie leads to, and the scope in which its own ties resolve. */
export interface FoundNode {
  readonly node: SchemaNode;
  readonly remainders: Remainders;
  readonly scope: ScopeOf;
}

/** Follows the path of a tie, which exists, from the scope in which it resolves. */
export function findNode(
  scope: ScopeOf,
  tiePath: string,
  step: (remainders: Remainders, segment: string) => Remainders,
): FoundNode {
  let found: FoundNode = { node: scope.root, remainders: scope.remainders, scope };
  let { path } = scope;
  for (const segment of tiePath.split('.')) {
    found = enterScopes(found, path);
    const remainders = step(found.remainders, segment);
    path = join(path, segment);
    found = { node: childOf(found.node, segment), remainders, scope: found.scope };
  }
  return found;
}

/** Enters scopes and wrappers, until it reaches a node that has the children. */
function enterScopes(start: FoundNode, path: string): FoundNode {
  let found = start;
  for (let next = insideOf(found.node); next !== undefined; next = insideOf(found.node)) {
    const { remainders } = found;
    const scope = innerOf(found.node) === undefined ? found.scope : { root: next, remainders, path };
    found = { node: next, remainders, scope };
  }
  return found;
}

/** Returns what a scope, a layout or a wrapper holds; undefined for any other node. */
export const insideOf = (node: SchemaNode): SchemaNode | undefined =>
  innerOf(node) ?? (isWrapper(node) ? node['.of'] : undefined);

/** Returns the child of a node at a segment that exists. */
function childOf(node: SchemaNode, segment: string): SchemaNode {
  const field = fieldsOf(node)?.find(([key]) => key === segment);
  if (field !== undefined) return field[1];
  const { '.of': block, '.tuple': items } = node as Readonly<Record<string, SchemaNode | undefined>>;
  return block ?? (((items ?? node) as readonly SchemaNode[])[Number(segment)] as SchemaNode);
}
