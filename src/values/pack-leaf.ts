// No twin in types: `pack` accepts any structure, and only the run time checks it.
import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe, describeLeaf, isList } from '../array/describe.ts';
import { isFloatKind, kindOf } from '../array/kind.ts';
import { stridedShapeOfLeaf, haveSameOrder } from '../schema/strides.ts';

/**
 * Copies the value that a structure holds for a leaf to `into[start]` and on, by the strides of its slot. The value may
 * be nested arrays, whose rows may be typed arrays and leaves; a leaf, read by its own strides; or a flat typed array
 * in the order of memory. With `fill`, one number may stand for all elements.
 */
export function copyLeaf(slot: Slot, value: unknown, into: AnyArray, start: number, fill: boolean): void {
  const { shape, strides, length, path } = slot;
  const last = shape.length - 1;
  const kind = kindOf(value);
  const intoKind = kindOf(into) as string;
  const isFloat = isFloatKind(intoKind);

  /** Copies a row. `element` is the row-major index of its first element in the leaf, for errors. */
  const copyRow = (
    items: ArrayLike<unknown>,
    from: number,
    step: number,
    count: number,
    to: number,
    stride: number,
    element: number,
  ): void => {
    // A copy from floats to floats may round, as in any typed array. A copy of integers must be exact.
    const isRounded = isFloat && isFloatKind(kindOf(items));
    for (let i = 0, source = from, target = to; i < count; i++, source += step, target += stride) {
      const item = items[source];
      if (typeof item !== 'number')
        throw new TypeError(`${quotePath(path)}: a number was expected, found ${describe(item)}`);
      into[target] = item;
      if (into[target] !== item && !isRounded && (!isFloat || Number.isSafeInteger(item)))
        throw new RangeError(
          `${quotePath(path)}: ${last < 0 ? '' : `element ${element + i}: `}${intoKind} cannot hold ${item} exactly`,
        );
    }
  };

  /**
   * Copies the elements below an axis. `items` is a list for that axis; or, with strides, a leaf whose elements below
   * the axis begin at `from`.
   */
  const copyAxis = (
    axis: number,
    items: unknown,
    to: number,
    element: number,
    from = 0,
    fromStrides?: readonly number[],
  ): void => {
    let strided = fromStrides;
    if (strided === undefined) {
      const leaf = kindOf(items) === undefined ? undefined : stridedShapeOfLeaf(items as object);
      const rest = shape.slice(axis);
      if (leaf !== undefined && leaf.shape.join() !== rest.join())
        throw new RangeError(
          `${quotePath(path)}: ${describeLeaf(rest)} was expected, found ${describeLeaf(leaf.shape)}; ` +
            'pass its subarray()',
        );
      if (leaf === undefined && !(isList(items) && items.length === shape[axis]))
        throw new RangeError(
          `${quotePath(path)}: nested arrays of shape [${shape.join(', ')}] were expected, ` +
            `found ${describe(items)} at depth ${axis}`,
        );
      strided = leaf?.strides;
    }
    const step = strided?.[strided.length - 1 - last + axis] ?? 1;
    const stride = strides[axis] as number;
    const count = shape[axis] as number;
    const list = items as ArrayLike<unknown>;
    if (axis === last) return copyRow(list, from, step, count, to, stride, element);
    for (let i = 0; i < count; i++)
      copyAxis(
        axis + 1,
        strided === undefined ? list[i] : list,
        to + i * stride,
        (element + i) * (shape[axis + 1] as number),
        strided === undefined ? 0 : from + i * step,
        strided,
      );
  };

  if (kind === undefined) {
    if (last >= 0 && !(fill && typeof value === 'number')) return copyAxis(0, value, start, 0);
    if (length === 0) return;
    copyRow([value], 0, 1, 1, start, 1, 0);
    into.fill(value as number, start, start + length);
    return;
  }
  const flat = value as AnyArray;
  const strided = stridedShapeOfLeaf(flat);
  if (
    strided !== undefined &&
    !(strided.shape.join() === shape.join() && haveSameOrder(shape, strided.strides, strides))
  )
    return copyAxis(0, flat, start, 0);
  if (flat.length !== length)
    throw new RangeError(`${quotePath(path)}: ${length} numbers were expected, found ${flat.length}`);
  if (kind === intoKind || (isFloat && isFloatKind(kind))) into.set(flat, start);
  else copyRow(flat, 0, 1, length, start, 1, 0);
}

export const quotePath = (path: string): string => (path === '' ? 'the structure' : `'${path}'`);
