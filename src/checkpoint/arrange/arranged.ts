// No twin in types: the compiler sees shapes, not single elements.
import {
  type Box,
  cutBox,
  elementCount,
  joinDigits,
  rowMajorStrides,
  spanOf,
  splitDigit,
  unrollDigit,
} from './strides.ts';

/** Boxes of tensors that fill an arrangement of a shape. */
export interface Arranged<T> {
  readonly shape: readonly number[];
  readonly boxes: readonly Box<T>[];
}

/** Returns the arrangement that is one tensor. */
export function arrangeTensor<T>(tensor: T, shape: readonly number[]): Arranged<T> {
  const count = elementCount(shape);
  const digits = count > 1 ? [{ count, from: 1, to: 1 }] : [];
  return { shape, boxes: count === 0 ? [] : [{ tensor, start: 0, at: 0, digits }] };
}

/** Permutes axes as numpy's `transpose` does: axis `k` of the result is axis `axes[k]` of the operand. */
export function permuteAxes<T>({ shape, boxes }: Arranged<T>, axes: readonly number[]): Arranged<T> {
  const permuted = axes.map((axis) => shape[axis] as number);
  const target = rowMajorStrides(permuted);
  const strides = shape.map((_, axis) => target[axes.indexOf(axis)] as number);
  return { shape: permuted, boxes: boxes.flatMap((box) => moveBox(box, shape, strides)) };
}

/** Gives an arrangement another shape of as many elements. */
export const reshapeTo = <T>({ boxes }: Arranged<T>, shape: readonly number[]): Arranged<T> => ({ shape, boxes });

/** Joins arrangements along an axis. */
export function concatAlong<T>(parts: readonly Arranged<T>[], axis: number): Arranged<T> {
  const [first] = parts as readonly [Arranged<T>];
  const size = parts.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
  const shape = first.shape.map((each, k) => (k === axis ? size : each));
  const strides = rowMajorStrides(shape);
  let begin = 0;
  const boxes = parts.flatMap((part) => {
    const shift = begin * (strides[axis] as number);
    begin += part.shape[axis] as number;
    const moved = axis === 0 ? part.boxes : part.boxes.flatMap((box) => moveBox(box, part.shape, strides));
    return moved.map((box) => ({ ...box, at: box.at + shift }));
  });
  return { shape, boxes };
}

/** Returns rows `start` to `end` (exclusive) along the first axis. */
export function takeRows<T>({ shape, boxes }: Arranged<T>, start: number, end: number): Arranged<T> {
  const row = elementCount(shape.slice(1));
  const cut = boxes.flatMap((box) => cutBox(box, start * row, end * row));
  return { shape: [end - start, ...shape.slice(1)], boxes: cut.map((box) => ({ ...box, at: box.at - start * row })) };
}

/**
 * Moves a box of an arrangement of `shape` to one whose axes have other strides. Each digit must then lie within one
 * axis. A digit that runs over several axes is split; what does not fill an axis comes in boxes of its own.
 */
function moveBox<T>(box: Box<T>, shape: readonly number[], strides: readonly number[]): readonly Box<T>[] {
  const own = rowMajorStrides(shape);
  return moveAlong(box, 0).map((moved) => ({
    ...moved,
    digits: joinDigits([...moved.digits].sort((a, b) => b.to - a.to)),
  }));

  function moveAlong(below: Box<T>, axis: number): readonly Box<T>[] {
    if (axis === shape.length) return [below];
    const unit = own[axis] as number;
    const stride = strides[axis] as number;
    const uneven = below.digits.findIndex(({ to }) => to >= unit && to % unit !== 0);
    if (uneven >= 0) return unrollDigit(below, uneven).flatMap((each) => moveAlong(each, axis));
    const along = below.digits.filter(({ to }) => to >= unit);
    const within = below.digits.slice(along.length);
    const begin = below.at % unit;
    const inner: Box<T> = { ...below, at: begin, digits: within };
    const end = begin + spanOf(within) + 1;
    if (end > unit) {
      const canSplit = begin === 0 && unit % (within[0]?.to ?? 0) === 0;
      const pieces = canSplit ? splitDigit(inner, 0, unit) : cutEvery(inner, unit, end);
      return pieces.flatMap((each) =>
        moveAlong({ ...each, at: below.at - begin + each.at, digits: [...along, ...each.digits] }, axis),
      );
    }
    const moved = along.map(({ count, from, to }) => ({ count, from, to: (to / unit) * stride }));
    return moveAlong(inner, axis + 1).map((each) => ({
      ...each,
      at: each.at + ((below.at - begin) / unit) * stride,
      digits: [...moved, ...each.digits],
    }));
  }
}

/** Cuts a box at every multiple of `unit`. */
function cutEvery<T>(box: Box<T>, unit: number, end: number): readonly Box<T>[] {
  const count = Math.ceil(end / unit);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => cutBox(box, i * unit, (i + 1) * unit));
}
