import type { Derived } from '../../types/derive/derived.ts';
import type { PickedSchema } from '../../types/derive/pick.ts';
import type { ExceptParameter, OmitParameter, PatternsIn, PickParameter } from '../../types/derive/pick-issue.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { layout } from '../layout.ts';
import { SchemaErrors } from '../schema/errors.ts';
import { requireOptions } from '../schema/options.ts';
import { sortKeys } from '../schema/order.ts';
import { explainPattern } from '../select/explain-pattern.ts';
import { patternsIn } from '../select/patterns-in.ts';
import { KEEPS_NOTHING, ownerNotKept } from './issues.ts';
import { endsHere, type Remainders, remainderOf, step } from './remainder.ts';
import {
  fieldsOf,
  innerOf,
  isShape,
  isTie,
  rewriteChildren,
  type Rewriting,
  type SchemaNode,
  schemaOfLayout,
} from './rewrite.ts';
import { findNode, type ScopeOf } from './scope.ts';

/**
 * Returns the layout of the leaves that match one of the patterns and none of those of the option `except`. A pattern
 * that matches a subtree selects all its leaves. Each leaf keeps its path; subtrees of which nothing is left disappear.
 * A repeat stays a repeat if the patterns treat all its blocks alike. Where patterns name single indices, the items
 * that are left become `ordered` fields with their indices as keys.
 *
 * A tie that matches needs its owner. If the patterns leave the owner out, `pick` throws.
 *
 * @example
 * const decoder = pick(model, ['wte', 'lm_head']);
 * decoder.length; // 20, as a type too
 * pick(model, 'h.1').at('h.1.weight').offset; // 4, as a type too
 * pick(model, '**', { except: '**.bias' }).length; // 52, as a type too
 *
 * @throws RangeError if a pattern matches nothing, or if nothing is left
 * @throws SchemaError if a tie is kept and its owner is not
 * @throws TypeError for anything but a layout and patterns
 */
export function pick<
  L extends LayoutLike,
  const P extends string | readonly string[],
  const E extends string | readonly string[] = never,
>(
  model: L,
  patterns: PatternsIn<P, PickParameter<SchemaOf<L>, P, E>>,
  options: { readonly except?: PatternsIn<E, ExceptParameter<SchemaOf<L>, E>> } = {},
): Derived<PickedSchema<SchemaOf<L>, P, E>> {
  requireOptions('pick', options, ['except']);
  // `as`: the compiler cannot compare its half with this one.
  return pickLayout(model, patterns, options.except) as never;
}

/**
 * Returns the layout of all leaves that match none of the patterns: `pick` of the others.
 *
 * @example
 * omit(model, '**.bias').length; // 52, as a type too
 *
 * @throws RangeError if a pattern matches nothing, or if nothing is left
 * @throws SchemaError if a tie is kept and its owner is not
 * @throws TypeError for anything but a layout and patterns
 */
export function omit<L extends LayoutLike, const E extends string | readonly string[]>(
  model: L,
  patterns: PatternsIn<E, OmitParameter<SchemaOf<L>, E>>,
): Derived<PickedSchema<SchemaOf<L>, '**', E>> {
  return pickLayout(model, '**', patterns) as never;
}

function pickLayout(model: LayoutLike, patterns: unknown, except: unknown = []): object {
  const root = schemaOfLayout(model);
  const keep = patternsIn(patterns);
  const drop = patternsIn(except);
  const matchesNothing = (pattern: string): boolean => {
    const remainders = [remainderOf(pattern, 'keep')];
    return pickNode(root, remainders, '', { root, remainders, path: '' }) === undefined;
  };
  for (const list of [keep, drop]) {
    const unmatched = sortKeys(list.filter(matchesNothing))[0];
    if (unmatched !== undefined) throw new RangeError(explainPattern(model, unmatched));
  }
  const remainders = [
    ...keep.map((pattern) => remainderOf(pattern, 'keep')),
    ...drop.map((pattern) => remainderOf(pattern, 'drop')),
  ];
  const errors = new SchemaErrors();
  const picked = pickNode(root, remainders, '', { root, remainders, path: '' }, errors);
  if (picked === undefined) throw new RangeError(KEEPS_NOTHING);
  errors.throwFirst();
  return layout(picked as never);
}

/**
 * Returns what is left of a node; undefined if nothing is. With `errors`, it adds an error for each tie that is left
 * while something of its owner is not.
 */
function pickNode(
  node: SchemaNode,
  remainders: Remainders,
  path: string,
  scope: ScopeOf,
  errors?: SchemaErrors,
): SchemaNode | undefined {
  if (endsHere(remainders, 'drop') || !remainders.some(({ rule }) => rule === 'keep')) return undefined;
  const isWhole = endsHere(remainders, 'keep') && !remainders.some(({ rule }) => rule === 'drop');
  if (isShape(node)) return endsHere(remainders, 'keep') ? node : undefined;
  if (isTie(node)) {
    const target = findNode(scope, node['.tied'], step);
    // A tie in what this tie reads is read here too, and must be kept like its own owner.
    const left = pickNode(target.node, remainders, path, target.scope, errors);
    if (left === undefined) return undefined;
    if (errors !== undefined && !areEqual(left, pickNode(target.node, target.remainders, path, target.scope)))
      errors.add(path, ownerNotKept(node['.tied']));
    return node;
  }
  const inner = innerOf(node);
  if (inner !== undefined) {
    const left = pickNode(inner, remainders, path, { root: inner, remainders, path }, errors);
    return isWhole || left === undefined ? left && node : { '.scope': left };
  }
  if (!isWhole && (fieldsOf(node) ?? (node as { '.tuple'?: unknown[] })['.tuple'])?.length === 0) return undefined;
  const picking: Rewriting = {
    step,
    rewrite: (child, rest, at) => pickNode(child, rest, at, scope, errors),
  };
  const left = rewriteChildren(node, remainders, path, picking) as SchemaNode | undefined;
  return isWhole ? node : left;
}

/** Whether two results are equal. Most are the same object. */
const areEqual = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
