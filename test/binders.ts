import { type AnyLayout, layout, type ViewOf } from '../src/index.ts';
import { rootPlaceOf } from '../src/place/place.ts';
import { compileNode } from '../src/schema/compile.ts';
import { resolveTies } from '../src/schema/tie.ts';
import { binderOptionsOf } from '../src/view/binder.ts';
import { generatedBinderOf } from '../src/view/generated-binder.ts';
import { planOf } from '../src/view/plan.ts';
import { walkedBinderOf } from '../src/view/walked-binder.ts';
import type { AnyArray } from '../types/array/kind.ts';

/** Both ways to bind, whichever `layout.view` would choose. */
export const binders = [
  ['generated', generatedBinderOf],
  ['plain', walkedBinderOf],
] as const;
export type MakeBinder = (typeof binders)[number][1];

/** The views of a layout, or of a schema as data, made in one of the two ways. */
export function bind<L extends AnyLayout, A extends AnyArray>(make: MakeBinder, model: L, flat: A): ViewOf<L, A> {
  const root = compileNode(model.schema, '');
  resolveTies(root);
  const binder = make(planOf(rootPlaceOf(root)), binderOptionsOf(flat.constructor.name, model));
  return binder(flat) as ViewOf<L, A>;
}
export const bindData = (make: MakeBinder, schema: unknown, flat: AnyArray): unknown =>
  bind(make, (layout as (schema: never) => AnyLayout)(schema as never), flat);
