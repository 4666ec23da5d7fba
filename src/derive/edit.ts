import { describe } from '../array/describe.ts';
import { matchesNothing } from './issues.ts';
import { endsHere, type Remainder, type Remainders, remainderOf, stepEach } from './remainder.ts';
import { innerOf, isShape, isTie, rewriteChildren, type Rewriting, type SchemaNode } from './rewrite.ts';

type Edit = (node: SchemaNode, path: string) => SchemaNode;

/**
 * Returns a schema in which `edit` has changed each node that a pattern matches, after the nodes below it. With
 * `'outermost'`, no nodes below a matched one are changed.
 *
 * @throws TypeError if a pattern matches nothing
 */
export function editMatched(
  root: SchemaNode,
  patterns: unknown,
  edit: Edit,
  which: 'all' | 'outermost' = 'all',
): SchemaNode {
  const remainders = readPatterns(patterns).map((pattern) => requireNode(root, pattern));
  return editNode(root, remainders, '', edit, which === 'outermost');
}

/** Returns what remains of a pattern at the root. @throws TypeError if it matches no node */
export function requireNode(root: SchemaNode, pattern: string): Remainder {
  const remainder = remainderOf(pattern, '');
  let isMatched = false;
  editNode(root, [remainder], '', (node) => {
    isMatched = true;
    return node;
  });
  if (!isMatched) throw new TypeError(matchesNothing(pattern));
  return remainder;
}

function editNode(node: SchemaNode, remainders: Remainders, path: string, edit: Edit, isOutermost = false): SchemaNode {
  if (!endsHere(remainders)) return editBelow(node, remainders, path, edit, isOutermost);
  return edit(isOutermost ? node : editBelow(node, remainders, path, edit, false), path);
}

function editBelow(node: SchemaNode, remainders: Remainders, path: string, edit: Edit, isOutermost: boolean): SchemaNode {
  const below = remainders.filter(({ rest }) => rest !== '');
  if (below.length === 0 || isShape(node) || isTie(node)) return node;
  const inner = innerOf(node);
  if (inner !== undefined) return { '.scope': editBelow(inner, below, path, edit, isOutermost) };
  const editing: Rewriting = {
    step: stepEach,
    rewrite: (child, rest, at) => editNode(child, rest, at, edit, isOutermost),
  };
  return rewriteChildren(node, below, path, editing) as SchemaNode;
}

/** Reads a pattern or a list of patterns. */
export function readPatterns(patterns: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  return list.map((pattern) => {
    if (typeof pattern !== 'string') throw new TypeError(`a pattern was expected, found ${describe(pattern)}`);
    return pattern;
  });
}
