import * as z from 'zod';
import type { LayoutOf } from '../../types/layout.ts';
import type { LayoutMark } from '../../types/schema/layout-mark.ts';
import { fromJSON } from '../layout.ts';
import { SchemaError } from '../schema/issues.ts';
import { requireLayout } from '../schema/layout-mark.ts';

/** A layout's own JSON, as text or as parsed data: what `JSON.stringify(layout)` and `layout.toJSON()` return. */
export type LayoutJson = string | { readonly schema: unknown; readonly fingerprint?: string | undefined };

/**
 * Makes a zod schema that takes a layout's own JSON, as text or as parsed data, and returns the layout, as `fromJSON`
 * does. With `like`, the result has the type of `like`, and JSON of a layout with another fingerprint is an issue.
 *
 * It reports at most one issue, with the message that `fromJSON` throws. If the issue lies in a part of the schema, its
 * path is `'schema'` followed by the segments of the part's path, and `params.path` is that path as one string.
 *
 * @example
 * const config = z.object({ steps: z.number(), model: layoutJsonSchema() });
 * config.parse({ steps: 3, model: { schema: { w: [2, 3] } } }).model.length; // 6
 * const issues = config.safeParse({ steps: 3, model: { schema: { w: [2, -3] } } }).error?.issues ?? [];
 * issues.map(({ path }) => path.join('.')); // ['model.schema.w']
 *
 * @throws TypeError if `like` is not a layout
 */
export function layoutJsonSchema(): z.ZodType<LayoutOf<unknown>, LayoutJson>;
export function layoutJsonSchema<L extends LayoutMark>(like: L): z.ZodType<L, LayoutJson>;
export function layoutJsonSchema(like?: LayoutMark): z.ZodType<unknown, LayoutJson> {
  if (like !== undefined) requireLayout(like);
  return z.custom<LayoutJson>().transform((json, context): unknown => {
    try {
      return like === undefined ? fromJSON(json) : fromJSON(json, like);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, ...issuePlaceOf(error), continue: false });
      return z.NEVER;
    }
  });
}

/** The path in the JSON of an error of `fromJSON`. Only errors about the schema have one. */
function issuePlaceOf(error: TypeError): { readonly path: string[]; readonly params?: { readonly path: string } } {
  if (!(error instanceof SchemaError)) return { path: [] };
  const { path } = error;
  return { path: ['schema', ...(path === '' ? [] : path.split('.'))], params: { path } };
}
