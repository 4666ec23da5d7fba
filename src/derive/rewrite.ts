// No twin in types: each type that rewrites a schema has these branches itself, as a mapped type cannot call a type.
import { describe } from '../array/describe.ts';
import { layout } from '../layout.ts';
import { compileNode } from '../schema/compile.ts';
import { decompile, type DecompileOptions } from '../schema/decompile.ts';
import { defineField } from '../schema/define-field.ts';
import { isLayout, requireLayout } from '../schema/layout-mark.ts';
import { join } from '../schema/node.ts';
import { namesNoIndex, type Remainders, textOf } from './remainder.ts';

/** A node of a schema in the form that `layout.schema` has: valid, frozen, its keys in canonical order. */
export type SchemaNode = readonly unknown[] | Readonly<Record<string, unknown>>;

/** How to rewrite the children of a node. */
export interface Rewriting {
  step(remainders: Remainders, segment: string): Remainders;
  /** Returns what takes the place of a child; undefined leaves the child out. */
  rewrite(child: SchemaNode, remainders: Remainders, path: string): unknown;
  /** Returns the key of a field. Without it, keys stay. */
  keyOf?(key: string, remainders: Remainders, path: string): string;
}

/** Returns the schema of a layout. @throws TypeError for anything but a layout */
export function schemaOfLayout(model: unknown): SchemaNode {
  requireLayout(model);
  return (model as { readonly schema: SchemaNode }).schema;
}

/**
 * Returns a schema in canonical form. Its ties are not resolved, because they may lead to what it becomes a part of.
 *
 * @throws SchemaError for anything but a schema
 */
export function canonicalSchemaOf(schema: unknown, path: string): SchemaNode {
  return decompile(compileNode(schema, path), KEEP_LAYOUTS) as SchemaNode;
}
/** A layout inside a schema stays a layout, and one of another copy of the library becomes one of this copy. */
const KEEP_LAYOUTS: DecompileOptions = {
  layoutOf: ({ layout: found, of }) => found ?? layout(decompile(of, KEEP_LAYOUTS)),
};

export const isShape = (node: SchemaNode): node is readonly number[] =>
  Array.isArray(node) && node.every((dim) => typeof dim === 'number');

/** A tie as data. */
export interface TieData {
  readonly '.tied': string;
  readonly [option: string]: unknown;
}
export const isTie = (node: SchemaNode): node is SchemaNode & TieData => Object.hasOwn(node, '.tied');

/** Returns the schema inside a scope or a layout; undefined for any other node. */
export function innerOf(node: SchemaNode): SchemaNode | undefined {
  if (isLayout(node)) return node.schema as SchemaNode;
  return (node as { readonly '.scope'?: SchemaNode })['.scope'];
}

/** Whether a node is `aligned`: it changes the leaves of the schema that it holds, and not their paths. */
export const isWrapper = (node: SchemaNode): node is SchemaNode & { readonly '.of': SchemaNode } =>
  Object.hasOwn(node, '.of') && !Object.hasOwn(node, '.repeat');

/** Returns the fields of a struct or of `ordered`, in order; undefined for any other node. */
export function fieldsOf(node: SchemaNode): readonly (readonly [string, SchemaNode])[] | undefined {
  if (Array.isArray(node) || isLayout(node)) return undefined;
  const { '.ordered': ordered } = node as { readonly '.ordered'?: readonly (readonly [string, SchemaNode])[] };
  if (ordered !== undefined) return ordered;
  const keys = Object.keys(node);
  return keys.some((key) => key.startsWith('.')) ? undefined : (
      keys.map((key) => [key, (node as Record<string, SchemaNode>)[key] as SchemaNode])
    );
}

/** Returns a node of the form of `like`, a struct or `ordered`, with other fields. */
export function withFields(like: SchemaNode, fields: readonly (readonly [string, unknown])[]): SchemaNode {
  if (Object.hasOwn(like, '.ordered')) return { '.ordered': fields };
  const struct: Record<string, unknown> = {};
  for (const [key, field] of fields) defineField(struct, key, field);
  return struct;
}

/** Says what a node is, for errors. */
export function formOf(node: SchemaNode): string {
  if (isShape(node)) return 'a leaf';
  if (isTie(node)) return `a tie to '${node['.tied']}'`;
  if (fieldsOf(node) !== undefined) return 'a struct';
  if (Object.hasOwn(node, '.repeat')) return 'a repeat';
  if (isWrapper(node)) return 'aligned(…)';
  return Array.isArray(node) || Object.hasOwn(node, '.tuple') ? 'a list' : describe(node);
}

/**
 * Rewrites the children of a node that is neither a leaf, a tie nor a scope. Every child keeps its path. So a repeat
 * stays one if its blocks are treated alike, and otherwise becomes a list. A list that loses items becomes `ordered`
 * with the indices of the others as keys. Returns undefined if the node had children and loses all.
 */
export function rewriteChildren(node: SchemaNode, remainders: Remainders, path: string, by: Rewriting): unknown {
  const data = node as Readonly<Record<string, unknown>>;
  const below = (segment: string): string => join(path, segment);
  const fields = fieldsOf(node);
  if (fields !== undefined) {
    const kept: (readonly [string, unknown])[] = [];
    for (const [key, child] of fields) {
      const rest = by.step(remainders, key);
      const rewritten = by.rewrite(child, rest, below(key));
      if (rewritten !== undefined) kept.push([by.keyOf?.(key, rest, below(key)) ?? key, rewritten]);
    }
    return kept.length === 0 && fields.length > 0 ? undefined : withFields(node, kept);
  }
  if (Object.hasOwn(data, '.repeat')) return rewriteRepeat(data, remainders, path, by);
  if (isWrapper(node)) {
    const of = by.rewrite(node['.of'], remainders, path);
    return of === undefined ? undefined : { ...data, '.of': of };
  }
  const isList = Array.isArray(node);
  const items = (isList ? node : data['.tuple']) as readonly SchemaNode[];
  const rewritten = items.map((item, i) => {
    const rest = by.step(remainders, `${i}`);
    by.keyOf?.(`${i}`, rest, below(`${i}`));
    return by.rewrite(item, rest, below(`${i}`));
  });
  return isList && !rewritten.includes(undefined) ? rewritten : listOf(rewritten);
}

function rewriteRepeat(
  data: Readonly<Record<string, unknown>>,
  remainders: Remainders,
  path: string,
  by: Rewriting,
): unknown {
  const count = data['.repeat'] as number;
  const block = data['.of'] as SchemaNode;
  const rewriteBlock = (segment: string, index = segment): { readonly text: string; readonly block: unknown } => {
    const at = join(path, index);
    const rest = by.step(remainders, segment);
    by.keyOf?.(index, rest, at);
    const text = textOf(rest);
    let found = blocks.get(text);
    if (found === undefined) blocks.set(text, (found = { text, block: by.rewrite(block, rest, at) }));
    return found;
  };
  const blocks = new Map<string, { readonly text: string; readonly block: unknown }>();
  // No index of a repeat is a dot, and only `*` and `**` match it: a repeat of no blocks is treated like any other.
  const first = count === 0 ? rewriteBlock('.', '0') : rewriteBlock('0');
  const items =
    namesNoIndex(remainders) || count === 0 ? [] : Array.from({ length: count }, (_, i) => rewriteBlock(`${i}`));
  if (items.every(({ text }) => text === first.text))
    return first.block === undefined ? undefined : { '.repeat': count, '.of': first.block };
  return listOf(items.map((item) => item.block));
}

/** A tuple of rewritten items; if some are left out, `ordered` with the indices of the others. */
function listOf(items: readonly unknown[]): unknown {
  if (!items.includes(undefined)) return { '.tuple': items };
  const kept = items.map((item, i) => [`${i}`, item] as const).filter(([, item]) => item !== undefined);
  return kept.length === 0 ? undefined : { '.ordered': kept };
}
