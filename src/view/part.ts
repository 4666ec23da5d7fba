import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn, SubPathParameter } from '../../types/place/path-parameter.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { PartOf } from '../../types/view/part.ts';
import { subPlace } from '../place/sub.ts';
import { rootOfLayout } from '../schema/root.ts';
import { bindFlat } from './flat.ts';

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
