import type { Derived } from '../../types/derive/derived.ts';
import type { ExtendedRoot, ExtendedSchema } from '../../types/derive/extend.ts';
import type { AtPatterns, FieldsAtRoot, FieldsParameter, NewSchemaIn } from '../../types/derive/edit-issue.ts';
import type { PatternsIn } from '../../types/derive/pick-issue.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { layout } from '../layout.ts';
import { editMatched } from './edit.ts';
import { SchemaErrors } from '../schema/errors.ts';
import { mergeFields, requireFieldsWithin, rootFieldsOf } from './merge.ts';
import { canonicalSchemaOf, type SchemaNode, schemaOfLayout } from './rewrite.ts';

/**
 * Returns a layout with more fields: at the root, or in each struct that a pattern matches. The new fields may hold
 * ties into the layout. `ordered` takes `ordered` fields, which go after its own.
 *
 * @example
 * const wide = extend(model, { probe: [3] });
 * wide.length; // 63, as a type too
 * const adapted = extend(model, 'h.*', { lora: { a: [4, 1], b: [1, 4] } });
 * adapted.at('h.1.lora.b').shape; // [1, 4], as a type too
 *
 * @throws SchemaError for a key that is taken, and for a match that is no struct
 * @throws RangeError if a pattern matches nothing
 * @throws TypeError for anything but a layout
 */
export function extend<L extends LayoutLike, const F>(
  model: L,
  fields: NewSchemaIn<F, FieldsAtRoot<SchemaOf<L>, F>>,
): Derived<ExtendedRoot<SchemaOf<L>, F>>;
export function extend<L extends LayoutLike, const P extends string | readonly string[], const F>(
  model: L,
  patterns: PatternsIn<P, AtPatterns<SchemaOf<L>, P>>,
  fields: NewSchemaIn<F, FieldsParameter<SchemaOf<L>, P, F>>,
): Derived<ExtendedSchema<SchemaOf<L>, P, F>>;
export function extend(model: LayoutLike, ...given: readonly unknown[]): unknown {
  const root = schemaOfLayout(model);
  if (given.length < 2) return layout(mergeFields(root, rootFieldsOf(given[0]), '') as never);
  // The matched nodes are checked before the fields, as in the compiler.
  const errors = new SchemaErrors();
  editMatched(model, given[0], (node, path) => {
    errors.collect(() => requireFieldsWithin(node, path));
    return node;
  });
  errors.throwFirst();
  let fields: SchemaNode | undefined;
  const extended = editMatched(model, given[0], (node, path) => {
    fields ??= canonicalSchemaOf(given[1], path);
    return errors.collect(() => mergeFields(node, fields as SchemaNode, path)) ?? node;
  });
  errors.throwFirst();
  return layout(extended as never);
}
