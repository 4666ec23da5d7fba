import type { FlatSchemaOf, SchemaOf } from '../types/any-layout.ts';
import type { PathIn, SubPathParameter } from '../types/check-path.ts';
import type { LayoutLike } from '../types/checkpoint/any.ts';
import type { FlatIn } from '../types/flat.ts';
import type { PartOf } from '../types/flat-part.ts';
import type { AnyArray, NumberArray } from '../types/view.ts';
import { bindFlat } from './flat.ts';
import { rootOfLayout } from './root-of.ts';
import { subPlace } from './sub.ts';

/**
 * The range of a subtree in a flat array, as a flat array of that subtree: no copy, a window on the same memory. Where the subtree is a layout,
 * it is a flat array of that layout. It takes the paths that `sub` takes.
 *
 * @example
 * const adam = layout({ params: model, m: model, v: model, step: [] });
 * const all = adam.zeros();
 * const params = part(adam, all, 'params');
 * model.view(params).h[1].bias[0] = 7;
 * all[adam.at('params.h.1.bias').offset]; // 7
 * part(adam, all, 'v').length; // 60, as a type too
 *
 * @throws RangeError for an unknown path, a leaf, and a flat array of another length; SchemaError for a subtree with a tie that leads out
 */
export function part<L extends LayoutLike, A extends NumberArray, const P extends string>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  path: PathIn<P, SubPathParameter<SchemaOf<L>, P>>,
): PartOf<SchemaOf<L>, P, A> {
  const root = rootOfLayout(layout);
  const { offset, node } = subPlace(root, path as string); // the two halves are twins: the compiler cannot compare them
  const bound = bindFlat(root.size, flat as NumberArray as AnyArray) as Float32Array; // of any kind
  return bound.subarray(offset, offset + node.size) as never;
}
