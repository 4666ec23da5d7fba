import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn, SubPathParameter } from '../../types/place/path-parameter.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { PartOf } from '../../types/view/part.ts';
import { findSubPlace } from '../place/sub.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from './flat.ts';

/**
 * Returns the range of a subtree as a flat array of that subtree: a window on the same memory, not a copy. If the
 * subtree is a layout, the window is a flat array of that layout. `path` may be any path that `sub` accepts.
 *
 * @example
 * const adam = layout({ params: model, m: model, v: model, step: [] });
 * const all = adam.zeros();
 * const params = part(adam, all, 'params');
 * model.view(params).h[1].bias[0] = 7;
 * all[adam.at('params.h.1.bias').offset]; // 7
 * part(adam, all, 'v').length; // 60, as a type too
 *
 * @throws RangeError for an unknown path, a leaf, and a flat array of another length
 * @throws SchemaError for a subtree with a tie to a path outside it
 * @throws TypeError for anything but a layout and a flat array of numbers
 */
export function part<L extends LayoutLike, A extends NumberArray, const P extends string>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  path: PathIn<P, SubPathParameter<SchemaOf<L>, P>>,
): PartOf<SchemaOf<L>, P, A> {
  // `as`: the compiler cannot compare its half with this one.
  const root = rootOfLayout(layout);
  const { offset, node } = findSubPlace(root, path as string);
  const bound = bindFlat(root.size, flat as NumberArray as AnyArray) as Float32Array; // or another kind
  return bound.subarray(offset, offset + node.size) as never;
}
