// No twin in types: the compiler checks ranks, not sizes.
import type { Captures } from '../../place/pattern.ts';
import { type Arranged, arrangeTensor, permuteAxes, reshapeTo, takeRows } from '../arrange/arranged.ts';
import { elementCount } from '../arrange/strides.ts';
import { formatShape } from '../text.ts';
import { type Concat, type Expression, fillName } from './expression.ts';
import {
  interleaveHalves,
  joinParts,
  missingAxis,
  requireRank,
  requireSameShape,
  resolveShape,
  stackParts,
} from './operate.ts';

/** A mapping from a hostile file could otherwise ask for more tensors than memory holds. */
export const MAX_TENSORS = 100_000;

/** Makes a tensor of a name and a shape. With `open`, the first axis may be longer. */
export type MakeTensor<T> = (name: string, shape: readonly number[], open: boolean) => T;

/**
 * Evaluates an arrangement of a known shape whose tensors follow from it.
 *
 * @throws TypeError that says what does not fit
 */
export function evaluateShape<T>(
  expression: Expression,
  captures: Captures,
  shape: readonly number[],
  make: MakeTensor<T>,
): Arranged<T> {
  switch (expression.op) {
    case 'name':
      return arrangeTensor(make(fillName(expression, captures), shape, false), shape);
    case 'concat': {
      const { parts, axis } = expression;
      const sizes = sizesAlong(expression, shape);
      return joinParts(
        parts.map((part, i) => evaluateShape(part, captures, replaceSize(shape, axis, sizes[i] as number), make)),
        axis,
      );
    }
    case 'stack': {
      const { of, over, axis } = expression;
      const count = shape[axis];
      if (count === undefined) throw new TypeError(missingAxis('stack', axis, shape));
      if (count > MAX_TENSORS)
        throw new TypeError(
          `stack along axis ${axis} of the shape ${formatShape(shape)} needs ` +
            `${count} tensors; at most ${MAX_TENSORS} are supported`,
        );
      const below = shape.filter((_, k) => k !== axis);
      const parts = Array.from({ length: count }, (_, i) =>
        evaluateShape(of, new Map([...captures, [over, String(i)]]), below, make),
      );
      return parts.length === 0 ? { shape, boxes: [] } : stackParts(parts, axis);
    }
    case 'permute': {
      const { of, axes } = expression;
      requireRank(axes, shape);
      const below = shape.map((_, axis) => shape[axes.indexOf(axis)] as number);
      return permuteAxes(evaluateShape(of, captures, below, make), axes);
    }
    case 'reshape': {
      const { of, from } = expression;
      if (from === undefined)
        throw new TypeError(
          "on the file's side, reshape needs 'from', the shape of the tensor in " +
            "the file; or write the reshape on the layout's side",
        );
      requireSameShape(
        resolveShape(expression.shape, elementCount(shape)),
        shape,
        (stated, found) => `reshape gives the shape ${stated}, but the layout's side needs ${found} here`,
      );
      return reshapeTo(evaluateShape(of, captures, resolveShape(from, elementCount(shape)), make), shape);
    }
    case 'interleave':
      return interleaveHalves(evaluateShape(expression.of, captures, shape, make), expression);
    case 'rows': {
      const { of, start, end } = expression;
      if (shape[0] !== end - start)
        throw new TypeError(
          `the range [${start}, ${end}] takes ${end - start} of the rows, but the ` +
            `layout's side needs the shape ${formatShape(shape)} here`,
        );
      const whole = [end, ...shape.slice(1)];
      return takeRows(arrangeTensor(make(fillName(of, captures), whole, true), whole), start, end);
    }
  }
}

/** The sizes of the parts of a concat: the given ones, or equal ones. */
function sizesAlong({ parts, axis, sizes }: Concat, shape: readonly number[]): readonly number[] {
  const size = shape[axis];
  if (size === undefined) throw new TypeError(missingAxis('concat', axis, shape));
  if (sizes === undefined) {
    if (size % parts.length !== 0)
      throw new TypeError(
        `concat cannot cut axis ${axis} of the shape ${formatShape(shape)} into ` +
          `${parts.length} equal parts; state their sizes`,
      );
    return parts.map(() => size / parts.length);
  }
  if (sizes.reduce((sum, each) => sum + each, 0) !== size)
    throw new TypeError(
      `the sizes ${formatShape(sizes)} of concat must add up to ${size}, the size ` +
        `of axis ${axis} in the shape ${formatShape(shape)}`,
    );
  return sizes;
}

const replaceSize = (shape: readonly number[], axis: number, size: number): readonly number[] =>
  shape.map((each, k) => (k === axis ? size : each));
