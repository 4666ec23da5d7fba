// No twin in types: the compiler checks ranks, not sizes.
import { type Arranged, concatAlong, permuteAxes, reshapeTo } from '../arrange/arranged.ts';
import { elementCount } from '../arrange/strides.ts';
import { formatShape } from '../text.ts';
import type { Interleave, Reshape } from './expression.ts';

// The operations of arrangements, on operands that may not fit. All throw a TypeError that says what does not.

/** Joins arrays along an axis. */
export function joinParts<T>(parts: readonly Arranged<T>[], axis: number): Arranged<T> {
  const [first] = parts as readonly [Arranged<T>];
  for (const { shape } of parts) {
    const isSame =
      shape.length === first.shape.length && shape.every((size, k) => k === axis || size === first.shape[k]);
    if (axis >= shape.length) throw new TypeError(missingAxis('concat', axis, shape));
    if (!isSame)
      throw new TypeError(
        `concat along axis ${axis} needs arrays whose other axes agree, found the ` +
          `shapes ${formatShape(first.shape)} and ${formatShape(shape)}`,
      );
  }
  return concatAlong(parts, axis);
}

/** Joins equally shaped arrays along a new axis. */
export function stackParts<T>(parts: readonly Arranged<T>[], axis: number): Arranged<T> {
  const [{ shape }] = parts as readonly [Arranged<T>];
  const other = parts.find((part) => formatShape(part.shape) !== formatShape(shape));
  if (other !== undefined)
    throw new TypeError(`stack needs arrays of one shape, found ${formatShape(shape)} and ${formatShape(other.shape)}`);
  if (axis > shape.length)
    throw new TypeError(
      `stack adds axis ${axis}, but to the shape ${formatShape(shape)} it can add axis 0 to ${shape.length}`,
    );
  const lifted = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return concatAlong(
    parts.map((part) => reshapeTo(part, lifted)),
    axis,
  );
}

/** Says that an operation needs an axis that its operand lacks. */
export const missingAxis = (operation: string, axis: number, shape: readonly number[]): string =>
  `${operation} along axis ${axis} needs an array with that axis, found the ` +
  `shape ${formatShape(shape)}, whose axes count from 0`;

/** Turns the two halves of the rows of each head into alternating rows. */
export function interleaveHalves<T>(arranged: Arranged<T>, { heads }: Interleave): Arranged<T> {
  const { shape } = arranged;
  const [rows] = shape;
  if (rows === undefined || rows % (2 * heads) !== 0)
    throw new TypeError(
      `interleave with heads: ${heads} needs a multiple of ${2 * heads} rows, found the shape ${formatShape(shape)}`,
    );
  const halves = [heads, 2, rows / (2 * heads), elementCount(shape.slice(1))];
  return reshapeTo(permuteAxes(reshapeTo(arranged, halves), [0, 2, 1, 3]), shape);
}

/** @throws TypeError if a permutation orders another number of axes */
export function requireRank(axes: readonly number[], shape: readonly number[]): void {
  if (axes.length !== shape.length)
    throw new TypeError(
      axes.length === 2 && axes[0] === 1 ?
        `transpose takes a matrix, found the shape ${formatShape(shape)}`
      : `permute orders ${axes.length} axes, found the shape ${formatShape(shape)}`,
    );
}

/** @throws TypeError with what `say` makes of both shapes, if they differ */
export function requireSameShape(
  stated: readonly number[],
  found: readonly number[],
  say: (stated: string, found: string) => string,
): void {
  if (stated.length !== found.length || stated.some((size, k) => size !== found[k]))
    throw new TypeError(say(formatShape(stated), formatShape(found)));
}

/** Replaces a size of -1. @throws TypeError if the number of elements differs */
export function resolveShape(shape: Reshape['shape'], count: number): readonly number[] {
  const known = elementCount(shape.filter((size) => size !== -1));
  const resolved = shape.map((size) =>
    size !== -1 ? size
    : known === 0 ? 0
    : count / known,
  );
  if (elementCount(resolved) !== count || !resolved.every(Number.isInteger))
    throw new TypeError(`reshape cannot give the shape ${formatShape(shape)} to an array of ${count} elements`);
  return resolved;
}
