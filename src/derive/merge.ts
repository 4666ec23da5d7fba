import type { Derived } from '../../types/derive/derived.ts';
import type { MergedSchema, PartsIn } from '../../types/derive/merge.ts';
import { layout } from '../layout.ts';
import { SchemaError } from '../schema/issues.ts';
import { isLayout } from '../schema/layout-mark.ts';
import { keyTaken, noOrder, notAStruct, orderNeeded } from './issues.ts';
import { insideOf } from './scope.ts';
import { canonicalSchemaOf, fieldsOf, formOf, innerOf, isWrapper, type SchemaNode, withFields } from './rewrite.ts';

/**
 * Returns one layout with the root fields of all the given layouts and schemas. All of them are structs, or all are
 * `ordered`, whose fields then lie one after the other in the order of the arguments. Root paths stay as they are, so
 * every tie keeps its meaning, and a schema may hold ties into the others.
 *
 * @example
 * const both = merge(model, { probe: [3], again: tied('wte') });
 * both.length; // 63, as a type too
 *
 * @throws SchemaError for a key that two of them have, and for anything but structs
 */
export function merge<const T extends readonly unknown[]>(...parts: PartsIn<T>): Derived<MergedSchema<T>> {
  const [first = {}, ...others] = (parts as readonly unknown[]).map((part) => rootFieldsOf(part));
  requireFieldsWithin(first, '');
  return layout(others.reduce((merged: SchemaNode, other) => mergeFields(merged, other, ''), first) as never) as never;
}

/**
 * Returns the schema of a layout, or a schema itself, without the scopes around it: at the root they have no effect.
 */
export function rootFieldsOf(part: unknown): SchemaNode {
  const isOne = typeof part === 'object' && part !== null && isLayout(part);
  let node = isOne ? (part.schema as SchemaNode) : canonicalSchemaOf(part, '');
  for (let inner = innerOf(node); inner !== undefined; inner = innerOf(node)) node = inner;
  return node;
}

/**
 * Returns a struct with more fields: those of another struct, or for `ordered` those of another `ordered`, after its
 * own. Fields of a scope go into it.
 *
 * @throws SchemaError for a key that both have, and for a node that has no fields
 */
export function mergeFields(node: SchemaNode, added: SchemaNode, path: string): SchemaNode {
  const inner = innerOf(node);
  if (inner !== undefined) return { '.scope': mergeFields(inner, added, path) };
  if (isWrapper(node)) return { ...node, '.of': mergeFields(node['.of'], added, path) };
  const fields = requireFields(node, path);
  const more = requireFields(added, '');
  const isOrdered = Object.hasOwn(node, '.ordered');
  if (isOrdered !== Object.hasOwn(added, '.ordered'))
    throw new SchemaError(path, isOrdered ? orderNeeded('a struct') : noOrder('ordered(…)'));
  const keys = new Set(fields.map(([key]) => key));
  const taken = more.find(([key]) => keys.has(key));
  if (taken !== undefined) throw new SchemaError(path, keyTaken(taken[0]));
  return withFields(node, [...fields, ...more]);
}

/** Returns the fields of a struct or of `ordered`. @throws SchemaError for any other node */
function requireFields(node: SchemaNode, path: string): readonly (readonly [string, SchemaNode])[] {
  const fields = fieldsOf(node);
  if (fields === undefined) throw new SchemaError(path, notAStruct(formOf(node)));
  return fields;
}

/** Throws for a node that has no fields; a scope has those of the schema inside. */
export function requireFieldsWithin(node: SchemaNode, path: string): void {
  let inside = node;
  for (let next = insideOf(node); next !== undefined; next = insideOf(inside)) inside = next;
  requireFields(inside, path);
}
