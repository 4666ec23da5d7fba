// No twin in types: `pack` accepts any structure, and only the run time checks it.
import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { describe, isList } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { stridedShapeOfLeaf, haveSameOrder } from '../schema/strides.ts';

/** Where to write the elements of a leaf: to `into[start]` and on, by the strides of its slot. */
export interface PackTarget {
  readonly into: AnyArray;
  readonly start: number;
  /** Whether one number may fill all elements. */
  readonly fill: boolean;
}

/**
 * Copies the value that a structure holds for a leaf. It may be nested arrays, whose rows may be typed arrays and
 * leaves; a leaf, read by its own strides; or a flat typed array in the order of memory.
 */
export function copyLeaf(slot: Slot, value: unknown, target: PackTarget): void {
  const { shape, strides, length, path } = slot;
  const { into, start } = target;
  const last = shape.length - 1;
  if (target.fill && typeof value === 'number') return fillLeaf(slot, value, target);

  const copyAxis = (axis: number, items: unknown, to: number, element: number): void => {
    const leaf = isLeaf(items) ? stridedShapeOfLeaf(items) : undefined;
    if (leaf !== undefined) {
      const rest = shape.slice(axis);
      if (leaf.shape.join() !== rest.join())
        throw new RangeError(
          `${quotePath(path)}: ${describeLeaf(rest)} was expected, found ${describeLeaf(leaf.shape)}; ` +
            'pass its subarray() to copy the elements in the order of memory',
        );
      return copyStrided(axis, items as AnyArray, 0, leaf.strides, to, element);
    }
    if (!isList(items) || items.length !== shape[axis]) {
      throw new RangeError(
        `${quotePath(path)}: nested arrays of shape [${shape.join(', ')}] were expected, ` +
          `found ${describe(items)} at depth ${axis}`,
      );
    }
    if (axis === last)
      return copyRow(items, 0, 1, items.length, { slot, into, start: to, stride: strides[axis] as number, element });
    for (let i = 0; i < items.length; i++)
      copyAxis(axis + 1, items[i], to + i * (strides[axis] as number), (element + i) * (shape[axis + 1] as number));
  };
  /** Copies the elements of a leaf below an axis; `from` is the index of the first one. */
  const copyStrided = (
    axis: number,
    leaf: AnyArray,
    from: number,
    fromStrides: readonly number[],
    to: number,
    element: number,
  ): void => {
    const step = fromStrides[fromStrides.length - 1 - last + axis] as number;
    const stride = strides[axis] as number;
    const count = shape[axis] as number;
    if (axis === last) return copyRow(leaf, from, step, count, { slot, into, start: to, stride, element });
    for (let i = 0; i < count; i++)
      copyStrided(
        axis + 1,
        leaf,
        from + i * step,
        fromStrides,
        to + i * stride,
        (element + i) * (shape[axis + 1] as number),
      );
  };

  const kind = kindOf(value);
  if (kind === undefined)
    return last < 0 ?
        copyRow([value], 0, 1, 1, { slot, into, start, stride: 1, element: 0 })
      : copyAxis(0, value, start, 0);
  const flat = value as AnyArray;
  const strided = stridedShapeOfLeaf(flat);
  const isWhole =
    strided === undefined || (strided.shape.join() === shape.join() && haveSameOrder(shape, strided.strides, strides));
  if (!isWhole) return copyAxis(0, flat, start, 0);
  if (flat.length !== length)
    throw new RangeError(`${quotePath(path)}: ${length} numbers were expected, found ${flat.length}`);
  if (kind === kindOf(into) || isFloatToFloat(kind, kindOf(into) as string)) into.set(flat, start);
  else copyRow(flat, 0, 1, length, { slot, into, start, stride: 1, element: 0 });
}

export const quotePath = (path: string): string => (path === '' ? 'the structure' : `'${path}'`);
const isLeaf = (value: unknown): value is AnyArray => kindOf(value) !== undefined;
const describeLeaf = (shape: readonly number[]): string => `a leaf of shape [${shape.join(', ')}]`;

/** Whether a copy goes from floats to floats. It may round, as in any typed array; a copy of integers must be exact. */
const isFloatToFloat = (from: string, to: string): boolean => from.startsWith('Float') && to.startsWith('Float');

interface RowTarget {
  readonly slot: Slot;
  readonly into: AnyArray;
  readonly start: number;
  readonly stride: number;
  /** The row-major index of its first element in the leaf, for errors. */
  readonly element: number;
}

function copyRow(
  items: ArrayLike<unknown>,
  from: number,
  step: number,
  count: number,
  { slot, into, start, stride, element }: RowTarget,
): void {
  const kind = kindOf(into) as string;
  const isFloat = kind.startsWith('Float');
  const isRounded = isFloatToFloat(kindOf(items) ?? '', kind);
  for (let i = 0, source = from, to = start; i < count; i++, source += step, to += stride) {
    const item = items[source];
    if (typeof item !== 'number')
      throw new TypeError(`${quotePath(slot.path)}: a number was expected, found ${describe(item)}`);
    into[to] = item;
    if (into[to] !== item && !isRounded && (!isFloat || Number.isSafeInteger(item)))
      throw makeInexactError(slot, element + i, item, kind);
  }
}

function fillLeaf(slot: Slot, value: number, { into, start }: PackTarget): void {
  if (slot.length === 0) return;
  copyRow([value], 0, 1, 1, { slot, into, start, stride: 1, element: 0 });
  into.fill(value, start, start + slot.length);
}

const makeInexactError = ({ path, shape }: Slot, element: number, value: number, kind: string): RangeError =>
  new RangeError(
    `${quotePath(path)}: ${shape.length === 0 ? '' : `element ${element}: `}${kind} cannot hold ${value} exactly`,
  );
