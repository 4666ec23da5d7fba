// No twin in types: the compiler checks ranks, not sizes.
import type { Captures } from '../../place/pattern.ts';
import { type Arranged, arrangeTensor, permuteAxes, reshapeTo, takeRows } from '../arrange/arranged.ts';
import { elementCount } from '../arrange/strides.ts';
import { formatShape } from '../text.ts';
import { type Expression, fillName, type Stack } from './expression.ts';
import { interleaveHalves, joinParts, requireRank, requireSameShape, resolveShape, stackParts } from './operate.ts';

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
      );
      const sizes = parts.map((part) => part.arranged.shape[expression.axis] as number);
      if (expression.sizes?.some((size, i) => size !== sizes[i]) === true)
        throw new TypeError(
          `concat states the sizes ${formatShape(expression.sizes)}, but the ` +
            `leaves have the sizes ${formatShape(sizes)}`,
        );
      return { arranged, resolved: { ...expression, parts: parts.map((part) => part.resolved), sizes } };
    }
    case 'stack': {
      const { of, over, axis } = expression;
      const count = known.countOf(expression, captures);
      const parts = Array.from({ length: count }, (_, i) =>
        evaluateKnown(of, new Map([...captures, [over, String(i)]]), known),
      );
      const first = parts[0] as Evaluated<T>; // a rule that takes no leaf was refused
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
        requireSameShape(
          resolveShape(from, elementCount(arranged.shape)),
          arranged.shape,
          (stated, found) => `reshape states 'from' as ${stated}, but the array has the shape ${found}`,
        );
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
        throw new TypeError(
          `rows takes rows up to ${expression.end}, but the shape ${formatShape(arranged.shape)} has ${size} rows`,
        );
      return {
        arranged: takeRows(arranged, expression.start, expression.end),
        resolved: { ...expression, of: resolved as typeof expression.of },
      };
    }
  }
}
