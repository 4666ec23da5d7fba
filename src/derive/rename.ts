import type { Derived } from '../../types/derive/derived.ts';
import type { PatternsIn } from '../../types/derive/pick-issue.ts';
import type { RenamedSchema } from '../../types/derive/rename.ts';
import type { RenameParameter } from '../../types/derive/rename-issue.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { layout } from '../layout.ts';
import { SchemaErrors } from '../schema/errors.ts';
import { keyIssueOf } from '../schema/key.ts';
import { join } from '../schema/node.ts';
import { sortKeys } from '../schema/order.ts';
import { requireNodes } from './edit.ts';
import { keyTaken, renamedIndex, renamedRoot, twoNames } from './issues.ts';
import { type Remainders, remainderOf, stepEach } from './remainder.ts';
import { fieldsOf, innerOf, isShape, isTie, rewriteChildren, type SchemaNode, schemaOfLayout } from './rewrite.ts';

/**
 * Returns a layout in which each node that a pattern matches has another name: a leaf, a subtree or a tie. The new
 * names are single segments. Ties follow: their paths are rewritten. Fields of a struct lie in the order of their new
 * names; those of `ordered` stay where they are.
 *
 * @example
 * const renamed = rename(model, { 'h.*.weight': 'w', wte: 'embedding' });
 * renamed.at('h.1.w').shape; // [4, 4], as a type too
 * renamed.at('lm_head.weight').tiedTo; // 'embedding.weight', as a type too
 *
 * @throws SchemaError for a name that is taken or no key, for two names of one node, and for the name of an index
 * @throws RangeError if a pattern matches nothing, or the root
 * @throws TypeError for anything but a layout and names
 */
export function rename<L extends LayoutLike, const M extends Readonly<Record<string, string>>>(
  model: L,
  names: PatternsIn<M, RenameParameter<SchemaOf<L>, M>>,
): Derived<RenamedSchema<SchemaOf<L>, M>> {
  const root = schemaOfLayout(model);
  if (describe(names) !== 'an object') throw new TypeError(`an object of names was expected, found ${describe(names)}`);
  requireNodes(model, sortKeys(Object.keys(names as object)), '');
  const remainders = Object.entries(names as object).map(([pattern, name]: [string, unknown]) => {
    if (typeof name !== 'string') throw new TypeError(`'${pattern}': a name was expected, found ${describe(name)}`);
    const remainder = remainderOf(pattern, name);
    if (remainder.rest === '') throw new RangeError(renamedRoot(pattern));
    return remainder;
  });
  const errors = new SchemaErrors();
  const renamed = renameNode(root, remainders, '', remainders, errors);
  errors.throwFirst();
  // `as`: the compiler cannot compare its half with this one.
  return layout(renamed as never) as never;
}

/** Renames what lies below a node. `scope` is what remains of the patterns where the ties of the node resolve. */
function renameNode(
  node: SchemaNode,
  remainders: Remainders,
  path: string,
  scope: Remainders,
  errors: SchemaErrors,
): SchemaNode {
  if (isShape(node)) return node;
  if (isTie(node)) return { ...node, '.tied': renamePath(node['.tied'], scope) };
  const inner = innerOf(node);
  if (inner !== undefined) {
    const below = remainders.filter(({ rest }) => rest !== '');
    return below.length === 0 ? node : { '.scope': renameNode(inner, below, path, below, errors) };
  }
  const keyOf = (key: string, rest: Remainders, at: string): string => {
    const [name, other] = ownNamesIn(rest);
    if (name === undefined) return key;
    const issue =
      other !== undefined ? twoNames(name, other)
      : fields === undefined ? renamedIndex(name)
      : keyIssueOf(name);
    if (issue !== undefined) errors.add(at, issue);
    return name;
  };
  const fields = fieldsOf(node);
  const names = fields?.map(([key]) => ownNamesIn(stepEach(remainders, key))) ?? [];
  const keys = fields?.map(([key], i) => names[i]?.[0] ?? key) ?? [];
  fields?.forEach(([key], i) => {
    const name = keys[i] as string;
    const isTaken = name !== key && keys.indexOf(name) !== keys.lastIndexOf(name);
    if (isTaken && names[i]?.length === 1) errors.add(join(path, key), keyTaken(name));
  });
  const renaming = {
    step: stepEach,
    rewrite: (child: SchemaNode, rest: Remainders, at: string) => renameNode(child, rest, at, scope, errors),
    keyOf,
  };
  return rewriteChildren(node, remainders, path, renaming) as SchemaNode;
}

/** The names that rules give to the node where they end, in code-unit order. */
const ownNamesIn = (remainders: Remainders): string[] =>
  remainders.flatMap(({ rest, rule }) => (rest === '' ? [rule] : [])).sort();

function renamePath(path: string, scope: Remainders): string {
  let remainders = scope;
  const segments = path.split('.').map((segment) => {
    remainders = stepEach(remainders, segment);
    return ownNamesIn(remainders)[0] ?? segment;
  });
  return segments.join('.');
}
