import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { OrtLike, OrtTypeOf, TensorsOf, TensorsOptions } from '../../types/ort/tensors.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { haveSameOrder, stridesOf } from '../schema/strides.ts';
import { mapLeaves } from '../values/map.ts';
import { copyLeaf } from '../values/pack-leaf.ts';
import { bindFlat, zeros } from '../view/flat.ts';
import { leafOver } from '../view/leaf.ts';
import { elementTypeOf, makeTensor } from './element-type.ts';

/**
 * Returns the layout's structure with a tensor of onnxruntime at each leaf. The tensors use the memory of the flat
 * array, so the next run sees each edit of it. A scalar is a tensor without dimensions. `ort` is the library:
 * onnxruntime-node or a build of onnxruntime-web.
 *
 * @throws TypeError for a tie that reads a matrix as its transpose, unless `transposed` is `'copy'`; and for a kind of
 * flat array that onnxruntime does not have
 * @throws RangeError for a flat array of another length
 *
 * @example
 * const { h } = tensors(ort, model, flat);
 * h[1].weight.dims; // [4, 4], as a type too
 * model.view(flat).h[1].bias.fill(2);
 * h[1].bias.data; // Float32Array(4) [2, 2, 2, 2]
 */
export function tensors<
  T extends object,
  L extends LayoutLike,
  A extends NumberArray,
  const Y extends 'float16' | 'bool' | OrtTypeOf<PlainOf<A>> = OrtTypeOf<PlainOf<A>>,
>(
  ort: OrtLike<T>,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: TensorsOptions<Extract<Y, 'float16' | 'bool'>>,
): TensorsOf<L, T, A, Y> {
  if (options !== undefined) requireOptions('tensors', options, ['type', 'transposed']);
  const root = rootOfLayout(layout);
  // `as`: the compiler cannot compare its half with this one.
  const bound = bindFlat(root.size, flat as NumberArray as AnyArray);
  const type = elementTypeOf('tensors', bound, options?.type);
  const tensorAt = (slot: Slot): object => {
    const leaf = leafOver(bound, slot);
    const isRowMajor = haveSameOrder(slot.shape, slot.strides, stridesOf(slot.shape));
    if (!isRowMajor && options?.transposed !== 'copy')
      throw new TypeError(
        `'${slot.path}' reads '${slot.tiedTo}' as its transpose, and a tensor has no strides; ` +
          `transpose inside the model, or pass { transposed: 'copy' }`,
      );
    return makeTensor(ort, type, isRowMajor ? leaf : copyByRows(leaf, slot), slot.shape);
  };
  return mapLeaves(root, layout.slots, tensorAt, (tensor, slot) => {
    const isSame = (tensor as { readonly dims: readonly number[] }).dims.join() === slot.shape.join();
    return isSame && !slot.transposed ? tensor : tensorAt(slot);
  }) as TensorsOf<L, T, A, Y>;
}

function copyByRows(leaf: AnyArray, slot: Slot): AnyArray {
  const copy = zeros(slot.length, typeOfKind(kindOf(leaf)));
  copyLeaf({ ...slot, strides: stridesOf(slot.shape) }, leaf, copy, 0, false);
  return copy;
}
