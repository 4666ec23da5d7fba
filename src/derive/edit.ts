import type { LayoutLike } from '../../types/place/layout-like.ts';
import { sortKeys } from '../schema/order.ts';
import { explainPattern } from '../select/explain-pattern.ts';
import { patternsIn } from '../select/patterns-in.ts';
import { endsHere, type Remainders, remainderOf, stepEach } from './remainder.ts';
import {
  innerOf,
  isShape,
  isTie,
  rewriteChildren,
  type Rewriting,
  type SchemaNode,
  schemaOfLayout,
} from './rewrite.ts';

type Edit = (node: SchemaNode, path: string) => SchemaNode;

/**
 * Returns the schema of a layout in which `edit` has changed each node that a pattern matches, after the nodes below
 * it. With `'outermost'`, it changes no node below a matched one.
 *
 * @throws RangeError if a pattern matches nothing
 */
export function editMatched(
  model: LayoutLike,
  patterns: unknown,
  edit: Edit,
  which: 'all' | 'outermost' = 'all',
): SchemaNode {
  const remainders = requireNodes(model, patternsIn(patterns), '');
  return editNode(schemaOfLayout(model), remainders, '', edit, which === 'outermost');
}

/** Returns what remains of patterns at the root. @throws RangeError if one matches no node */
export function requireNodes(model: LayoutLike, patterns: readonly string[], rule: string): Remainders {
  const root = schemaOfLayout(model);
  const matchesNothing = (pattern: string): boolean => {
    let isMatched = false;
    editNode(root, [remainderOf(pattern, '')], '', (node) => {
      isMatched = true;
      return node;
    });
    return !isMatched;
  };
  const unmatched = sortKeys(patterns.filter(matchesNothing))[0];
  if (unmatched !== undefined) throw new RangeError(explainPattern(model, unmatched));
  return patterns.map((pattern) => remainderOf(pattern, rule));
}

function editNode(node: SchemaNode, remainders: Remainders, path: string, edit: Edit, isOutermost = false): SchemaNode {
  if (!endsHere(remainders)) return editBelow(node, remainders, path, edit, isOutermost);
  return edit(isOutermost ? node : editBelow(node, remainders, path, edit, false), path);
}

function editBelow(
  node: SchemaNode,
  remainders: Remainders,
  path: string,
  edit: Edit,
  isOutermost: boolean,
): SchemaNode {
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
