import type { Derived } from '../../types/derive/derived.ts';
import type { AtPatterns, NewSchemaIn, ReplacementParameter } from '../../types/derive/edit-issue.ts';
import type { PatternsIn } from '../../types/derive/pick-issue.ts';
import type { ReplacedSchema } from '../../types/derive/edit.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import { layout } from '../layout.ts';
import { editMatched } from './edit.ts';
import { canonicalSchemaOf, type SchemaNode } from './rewrite.ts';

/**
 * Returns a layout with another schema in place of each node that a pattern matches: a leaf, a subtree or a tie. Ties
 * to a replaced node, or below one, must still lead to something.
 *
 * @example
 * const untied = replace(model, 'lm_head', { weight: [2, 3] });
 * untied.length; // 66, as a type too
 *
 * @throws SchemaError if the result cannot be laid out
 * @throws RangeError if a pattern matches nothing
 * @throws TypeError for anything but a layout
 */
export function replace<L extends LayoutLike, const P extends string | readonly string[], const N>(
  model: L,
  patterns: PatternsIn<P, AtPatterns<SchemaOf<L>, P>>,
  schema: NewSchemaIn<N, ReplacementParameter<SchemaOf<L>, P, N>>,
): Derived<ReplacedSchema<SchemaOf<L>, P, N>> {
  let replacement: SchemaNode | undefined;
  const put = (_: SchemaNode, path: string): SchemaNode => (replacement ??= canonicalSchemaOf(schema, path));
  // `as`: the compiler cannot compare its half with this one.
  return layout(editMatched(model, patterns, put, 'outermost') as never) as never;
}
