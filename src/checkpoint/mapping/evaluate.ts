// No twin in types: the compiler checks ranks, not sizes.
import { type Captures, fillIn } from '../../place/pattern.ts';
import { formatShape } from '../text.ts';
import { type Arranged, arrangeTensor, concatAlong, permuteAxes, reshapeTo, takeRows } from '../arrange/arranged.ts';
import type { Concat, Expression, Interleave, NameExpression, Reshape, Stack } from './expression.ts';
import { elementCount } from '../arrange/strides.ts';

/** An arrangement of known tensors, and the expression with the sizes that it turned out to have. */
export interface Evaluated<T> {
  readonly arranged: Arranged<T>;
  readonly resolved: Expression;
}

/** The tensors that are known, and how many values a stack runs over. */
export interface KnownTensors<T> {
  shapeOf(name: string): readonly number[];
  tensorOf(name: string): T;
  countOf(stack: Stack, captures: Captures): number;
}

/** Evaluates an arrangement of tensors whose shapes are known. @throws TypeError that says what does not fit */
export function evaluateKnown<T>(expression: Expression, captures: Captures, known: KnownTensors<T>): Evaluated<T> {
  switch (expression.op) {
    case 'name': {
      const name = fillName(expression, captures);
      return { arranged: arrangeTensor(known.tensorOf(name), known.shapeOf(name)), resolved: expression };
    }
    case 'concat': {
      const parts = expression.parts.map((part) => evaluateKnown(part, captures, known));
      const arranged = joinParts(
        parts.map((part) => part.arranged),
        expression.axis,
        'concat',
      );
      const sizes = parts.map((part) => part.arranged.shape[expression.axis] as number);
      if (expression.sizes?.some((size, i) => size !== sizes[i]) === true)
        throw new TypeError(`concat states the sizes ${formatShape(expression.sizes)}, found ${formatShape(sizes)}`);
      return { arranged, resolved: { ...expression, parts: parts.map((part) => part.resolved), sizes } };
    }
    case 'stack': {
      const { of, over, axis } = expression;
      const count = known.countOf(expression, captures);
      const parts = Array.from({ length: count }, (_, i) =>
        evaluateKnown(of, new Map([...captures, [over, String(i)]]), known),
      );
      const [first] = parts;
      if (first === undefined) throw new TypeError(`stack found no value of '{${over}}'`);
      return {
        arranged: stackParts(
          parts.map((part) => part.arranged),
          axis,
        ),
        resolved: { ...expression, of: first.resolved },
      };
    }
    case 'permute': {
      const { arranged, resolved } = evaluateKnown(expression.of, captures, known);
      requireRank(expression.axes, arranged.shape);
      return { arranged: permuteAxes(arranged, expression.axes), resolved: { ...expression, of: resolved } };
    }
    case 'reshape': {
      const { arranged, resolved } = evaluateKnown(expression.of, captures, known);
      const { from } = expression;
      if (from !== undefined)
        requireShape(resolveShape(from, elementCount(arranged.shape)), arranged.shape, 'reshape: from');
      const shape = resolveShape(expression.shape, elementCount(arranged.shape));
      return {
        arranged: reshapeTo(arranged, shape),
        resolved: { ...expression, shape, from: arranged.shape, of: resolved },
      };
    }
    case 'interleave': {
      const { arranged, resolved } = evaluateKnown(expression.of, captures, known);
      return { arranged: interleaveHalves(arranged, expression), resolved: { ...expression, of: resolved } };
    }
    case 'rows': {
      const { arranged, resolved } = evaluateKnown(expression.of, captures, known);
      const [size = 0] = arranged.shape;
      if (expression.end > size)
        throw new TypeError(`rows end at ${expression.end}, found ${formatShape(arranged.shape)}`);
      return {
        arranged: takeRows(arranged, expression.start, expression.end),
        resolved: { ...expression, of: resolved as typeof expression.of },
      };
    }
  }
}

/** Makes a tensor of a name and a shape. With `open`, the first axis may be longer. */
export type MakeTensor<T> = (name: string, shape: readonly number[], open: boolean) => T;

/** Evaluates an arrangement of a known shape whose tensors follow from it. @throws TypeError as above */
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
        'concat',
      );
    }
    case 'stack': {
      const { of, over, axis } = expression;
      const count = shape[axis];
      if (count === undefined) throw new TypeError(`stack has the axis ${axis}, found ${formatShape(shape)}`);
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
          "reshape needs the parameter 'from' on this side: the shape that the tensor has before; or write the reshape on the other side",
        );
      requireShape(resolveShape(expression.shape, elementCount(shape)), shape, 'reshape');
      return reshapeTo(evaluateShape(of, captures, resolveShape(from, elementCount(shape)), make), shape);
    }
    case 'interleave':
      return interleaveHalves(evaluateShape(expression.of, captures, shape, make), expression);
    case 'rows': {
      const { of, start, end } = expression;
      if (shape[0] !== end - start)
        throw new TypeError(`rows ${start} to ${end} are ${end - start} rows, found ${formatShape(shape)}`);
      const whole = [end, ...shape.slice(1)];
      return takeRows(arrangeTensor(make(fillName(of, captures), whole, true), whole), start, end);
    }
  }
}

function joinParts<T>(parts: readonly Arranged<T>[], axis: number, operation: string): Arranged<T> {
  const [first] = parts as readonly [Arranged<T>];
  for (const { shape } of parts) {
    const isSame =
      shape.length === first.shape.length && shape.every((size, k) => k === axis || size === first.shape[k]);
    if (axis >= shape.length) throw new TypeError(`${operation} has the axis ${axis}, found ${formatShape(shape)}`);
    if (!isSame)
      throw new TypeError(
        `${operation} along axis ${axis} joins arrays that differ in no other axis, found ${formatShape(first.shape)} and ${formatShape(shape)}`,
      );
  }
  return concatAlong(parts, axis);
}

function stackParts<T>(parts: readonly Arranged<T>[], axis: number): Arranged<T> {
  const lifted = parts.map((part) => {
    if (axis > part.shape.length) throw new TypeError(`stack has the axis ${axis}, found ${formatShape(part.shape)}`);
    return reshapeTo(part, [...part.shape.slice(0, axis), 1, ...part.shape.slice(axis)]);
  });
  return joinParts(lifted, axis, 'stack');
}

/** The sizes of the parts of a concat: the given ones, or equal ones. */
function sizesAlong({ parts, axis, sizes }: Concat, shape: readonly number[]): readonly number[] {
  const size = shape[axis];
  if (size === undefined) throw new TypeError(`concat has the axis ${axis}, found ${formatShape(shape)}`);
  if (sizes === undefined) {
    if (size % parts.length !== 0)
      throw new TypeError(
        `concat has ${parts.length} equal parts along axis ${axis}, found ${formatShape(shape)}; state their sizes`,
      );
    return parts.map(() => size / parts.length);
  }
  if (sizes.reduce((sum, each) => sum + each, 0) !== size)
    throw new TypeError(`concat has the sizes ${formatShape(sizes)} along axis ${axis}, found ${formatShape(shape)}`);
  return sizes;
}

const replaceSize = (shape: readonly number[], axis: number, size: number): readonly number[] =>
  shape.map((each, k) => (k === axis ? size : each));

function interleaveHalves<T>(arranged: Arranged<T>, { heads }: Interleave): Arranged<T> {
  const { shape } = arranged;
  const [rows] = shape;
  if (rows === undefined || rows % (2 * heads) !== 0)
    throw new TypeError(`interleave takes ${heads} times an even number of rows, found ${formatShape(shape)}`);
  const halves = [heads, 2, rows / (2 * heads), elementCount(shape.slice(1))];
  return reshapeTo(permuteAxes(reshapeTo(arranged, halves), [0, 2, 1, 3]), shape);
}

function requireRank(axes: readonly number[], shape: readonly number[]): void {
  if (axes.length !== shape.length)
    throw new TypeError(
      axes.length === 2 && axes[0] === 1 ?
        `transpose takes a matrix, found ${formatShape(shape)}`
      : `permute has ${axes.length} axes, found ${formatShape(shape)}`,
    );
}

function requireShape(expected: readonly number[], found: readonly number[], what: string): void {
  if (expected.length !== found.length || expected.some((size, k) => size !== found[k]))
    throw new TypeError(`${what} ${formatShape(expected)} was expected, found ${formatShape(found)}`);
}

/** Replaces a size of -1. @throws TypeError if the number of elements differs */
function resolveShape(shape: Reshape['shape'], count: number): readonly number[] {
  const known = elementCount(shape.filter((size) => size !== -1));
  const resolved = shape.map((size) =>
    size !== -1 ? size
    : known === 0 ? 0
    : count / known,
  );
  if (elementCount(resolved) !== count || !resolved.every(Number.isInteger))
    throw new TypeError(`reshape to ${formatShape(shape)} does not keep the number of elements, ${count}`);
  return resolved;
}

/** Replaces the wildcards of a name with captured text. */
export const fillName = ({ pattern }: NameExpression, captures: Captures): string =>
  fillIn(pattern.text.replaceAll('{**', '{'), captures);
