// No twin in types: types/ndarray/scijs.ts and stdlib.ts have the types of both structures.
import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { NdArrays } from '../../types/ndarray/scijs.ts';
import type { StdlibArrays, StdlibOption } from '../../types/ndarray/stdlib.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { FlatIn, FlatSchemaOf, PlainOf } from '../../types/view/flat.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { buildStructure } from '../values/structure.ts';
import { bindFlat } from '../view/flat.ts';
import { type ArrayOptions, makerOf } from './array-maker.ts';

/**
 * Returns the structure of a layout with an array of scijs's `ndarray` at every leaf. Nothing is copied: the `data` of
 * each array is the flat array itself, and `offset` and `stride`, in elements, say where the leaf lies in it. Writes go
 * both ways. A tie is an array over its owner's elements, with the strides of a transpose or the offset of a slice. A
 * scalar is an array without dimensions.
 *
 * @example
 * const p = ndarrays(model, flat);
 * p.wte.weight.set(4, 3, 0.5);
 * flat[model.at('wte.weight').offset + 19]; // 0.5
 * p.wte.weight.shape[1]; // 4, as a type too
 * p.h[1].bias.data === flat; // true
 *
 * @throws RangeError for a flat array of another length, and for a leaf beyond element 2^31, which scijs cannot address
 * @throws TypeError for anything but a layout and a flat array of numbers
 */
export function ndarrays<L extends LayoutLike, A extends NumberArray>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
): NdArrays<SchemaOf<L>, PlainOf<A>>;
/** With `stdlib`, the function `ndarray` of `@stdlib/ndarray`, the arrays are those of that package. */
export function ndarrays<L extends LayoutLike, A extends NumberArray, N>(
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options: StdlibOption<N>,
): StdlibArrays<SchemaOf<L>, PlainOf<A>, N>;
export function ndarrays(layout: LayoutLike, flat: NumberArray, options?: ArrayOptions): unknown {
  const root = rootOfLayout(layout);
  const data = bindFlat(root.size, flat as AnyArray);
  const make = makerOf('ndarrays', options);
  const { slots } = layout;
  let next = 0;
  const nextArray = (): unknown => {
    const { path, offset, shape, strides } = slots[next++] as Slot;
    return make({ data, offset, shape, strides, what: `'${path}'` });
  };
  return buildStructure(root, nextArray, Object.freeze);
}
