import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { NdViewAt, NdViewOf } from '../../types/matrix/nd.ts';
import type { LeafPathParameter } from '../../types/matrix/side.ts';
import type { PathIn } from '../../types/place/path-parameter.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import { describeArray } from '../array/describe.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { findPlace, type LeafPlace } from '../place/place.ts';
import { slotOf } from '../place/slot.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { stridedShapeOfLeaf } from '../schema/strides.ts';
import { bindFlat } from '../view/flat.ts';
import { noLeaf, noLeafArray } from './issues.ts';
import { makeNdView } from './nd-view.ts';

/**
 * Returns a view of one leaf by its indices, over the same memory: `get(i, j)`, `set(i, j, value)` and `row(i)`. A tie
 * that reads a matrix as its transpose has the indices of the transpose.
 *
 * @example
 * const weight = ndView(model, flat, 'wte.weight');
 * weight.set(4, 3, 0.5);
 * weight.row(4).get(3); // 0.5
 * weight.shape; // [5, 4]
 *
 * @throws RangeError for an unknown path, a subtree, and a flat array of another length
 * @throws TypeError for anything but a layout and a flat array of numbers
 */
export function ndView<L extends LayoutLike, A extends NumberArray, const P extends string>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  path: PathIn<P, LeafPathParameter<SchemaOf<L>, P>>,
): NdViewAt<SchemaOf<L>, P> {
  const root = rootOfLayout(layout);
  const bound = bindFlat(root.size, flat as NumberArray as AnyArray);
  const place = findPlace(root, path as string);
  if (place.node.kind !== 'leaf') throw new RangeError(noLeaf(path as string));
  const slot = slotOf(place as LeafPlace);
  // `as`: the compiler cannot compare its half with this one.
  return makeNdView(bound, slot.offset, slot) as NdViewAt<SchemaOf<L>, P>;
}

/**
 * Returns a view of a leaf by its indices, over the same memory.
 *
 * @example
 * const { weight } = model.view(flat).wte;
 * weight[7] = 3;
 * ndViewOf(weight).get(1, 3); // 3
 *
 * @throws TypeError for anything but a leaf: a typed array of numbers with shape and strides
 */
export function ndViewOf<A extends NumberArray & { readonly shape: readonly number[] }>(leaf: A): NdViewOf<A> {
  const kind = kindOf(leaf);
  const stridedShape = typeOfKind(kind) === undefined ? undefined : stridedShapeOfLeaf(leaf);
  if (stridedShape === undefined) throw new TypeError(noLeafArray(describeArray(leaf)));
  // `as`: the compiler cannot compare its half with this one.
  return makeNdView(leaf as NumberArray as AnyArray, 0, stridedShape) as NdViewOf<A>;
}
