import type { Derived } from '../../types/derive/derived.ts';
import type { ExtendedRoot, ExtendedSchema } from '../../types/derive/extend.ts';
import type { AtPatterns, FieldsAtRoot, FieldsParameter, NewSchemaIn } from '../../types/derive/edit-issue.ts';
import type { PatternsIn } from '../../types/derive/pick-issue.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { layout } from '../layout.ts';
import { SchemaError } from '../schema/issues.ts';
import { editMatched } from './edit.ts';
import { notAStruct } from './issues.ts';
import { mergeFields, rootFieldsOf } from './merge.ts';
import { canonicalSchemaOf, fieldsOf, formOf, type SchemaNode, schemaOfLayout } from './rewrite.ts';

/**
 * Returns a layout with more fields: at the root, or in each struct that a pattern matches. The new fields may hold ties
 * into the layout. `ordered` takes `ordered` fields, which go after its own.
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
  let fields: SchemaNode | undefined;
  const add = (node: SchemaNode, path: string): SchemaNode => {
    fields ??= canonicalSchemaOf(given[1], path);
    if (fieldsOf(fields) === undefined) throw new SchemaError('', notAStruct(formOf(fields)));
    return mergeFields(node, fields, path);
  };
  return layout(editMatched(model, given[0], add) as never);
}
