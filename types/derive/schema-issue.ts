// No twin in src: at run time `layout` checks a schema that is made from others like any other.
import type { IssuesOf } from '../schema/compile.ts';
import type { ExplainScope, IssuesBelow } from '../schema/explain.ts';
import type { FirstInOrder } from '../schema/order.ts';
import type { HasUnknown } from './unknown.ts';

/** The first issue of a schema with its path, or `never`. Only the run time checks a schema with unknown nodes. */
export type FirstSchemaIssue<S> =
  unknown extends S ? never
  : [IssuesOf<S>] extends [never] ? never
  : true extends HasUnknown<S> ? never
  : FirstInOrder<IssuesBelow<S, ExplainScope<S, ''>, ''>>;
