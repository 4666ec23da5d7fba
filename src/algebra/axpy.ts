import type { AnyArray } from '../../types/array/kind.ts';
import type { OperandLike } from '../../types/algebra/operand.ts';
import { type LoopCopies, loopFor } from './loop.ts';
import { operandsInto, operandsOf, requireNumber } from './operand.ts';
import { eachRun } from './run.ts';

type AxpyArgs = [a: number, x: AnyArray, y: AnyArray];
type AxpbyArgs = [a: number, x: AnyArray, b: number, y: AnyArray];

const axpyCopies: LoopCopies<AxpyArgs, void> = new Map();
const axpbyCopies: LoopCopies<AxpbyArgs, void> = new Map();
const scaleCopies: LoopCopies<AxpyArgs, void> = new Map();

/**
 * Adds `a` times `x` to `y`, element by element, and returns `y`. The name and the formula `y ← a·x + y` are those of
 * BLAS. Operands are root views and flat arrays of one layout and one kind, in any mixture; `y` may be `x`. Each
 * element is computed in doubles and rounded once, to the kind of `y`. Pads stay zero if one of the operands is a root
 * view; a flat array does not show where its pads lie.
 *
 * @example
 * const step = model.zeros().fill(1);
 * axpy(-0.5, step, model.view(flat)); // the view
 * flat[0]; // -0.5
 *
 * @throws TypeError for anything but a number and two operands of one layout and one kind
 * @throws RangeError for operands of two lengths, and for two that overlap in part
 */
export function axpy<X, Y>(a: number, x: OperandLike<Y, X>, y: Y): Y {
  requireNumber('a', a);
  const operands = operandsInto(y, x);
  const [to, from] = operands.flats as [AnyArray, AnyArray];
  const loop = loopFor(axpyCopies, operands.kind, axpyLoop);
  eachRun(operands, (start, end) => loop(start, end, a, from, to));
  return y;
}

/**
 * Replaces `y` by `a` times `x` plus `b` times `y`, element by element, and returns `y`: `y ← a·x + b·y`. Operands,
 * rounding and pads are those of `axpy`. If `b` is 0, `axpby` does not read `y`, as in BLAS. So a NaN in `y` does not
 * stay.
 *
 * @example
 * const average = model.zeros();
 * axpby(0.25, flat.fill(8), 0.75, average);
 * average[0]; // 2
 *
 * @throws TypeError for anything but two numbers and two operands of one layout and one kind
 * @throws RangeError for operands of two lengths, and for two that overlap in part
 */
export function axpby<X, Y>(a: number, x: OperandLike<Y, X>, b: number, y: Y): Y {
  requireNumber('a', a);
  requireNumber('b', b);
  const operands = operandsInto(y, x);
  const [to, from] = operands.flats as [AnyArray, AnyArray];
  if (b === 0) {
    const loop = loopFor(scaleCopies, operands.kind, scaleLoop);
    eachRun(operands, (start, end) => loop(start, end, a, from, to));
  } else {
    const loop = loopFor(axpbyCopies, operands.kind, axpbyLoop);
    eachRun(operands, (start, end) => loop(start, end, a, from, b, to));
  }
  return y;
}

/**
 * Multiplies each element of a root view or a flat array by `a`, in place, and returns `x`.
 *
 * @example
 * scale(0.5, flat.fill(3))[0]; // 1.5
 *
 * @throws TypeError unless `a` is a number and `x` is a root view or a flat array
 */
export function scale<X>(a: number, x: X): X {
  requireNumber('a', a);
  const operands = operandsOf(x);
  const [to] = operands.flats as [AnyArray];
  const loop = loopFor(scaleCopies, operands.kind, scaleLoop);
  eachRun(operands, (start, end) => loop(start, end, a, to, to));
  return x;
}

/**
 * Sets each element of a root view or a flat array to a value, and returns `x`. If `x` is a root view, pads stay zero;
 * the method `fill` of a flat array would write to them.
 *
 * @example
 * fill(model.view(flat), 1).h[0].bias[0]; // 1
 *
 * @throws TypeError unless `x` is a root view or a flat array and the value is a number
 */
export function fill<X>(x: X, value: number): X {
  requireNumber('a value', value);
  const operands = operandsOf(x);
  const [to] = operands.flats as [AnyArray];
  eachRun(operands, (start, end) => to.fill(value, start, end));
  return x;
}

// Each step of a loop takes four elements (./loop.ts says why).
function axpyLoop(start: number, end: number, a: number, x: AnyArray, y: AnyArray): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    y[i] = a * (x[i] as number) + (y[i] as number);
    y[i + 1] = a * (x[i + 1] as number) + (y[i + 1] as number);
    y[i + 2] = a * (x[i + 2] as number) + (y[i + 2] as number);
    y[i + 3] = a * (x[i + 3] as number) + (y[i + 3] as number);
  }
  for (; i < end; i++) y[i] = a * (x[i] as number) + (y[i] as number);
}
function axpbyLoop(start: number, end: number, a: number, x: AnyArray, b: number, y: AnyArray): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    y[i] = a * (x[i] as number) + b * (y[i] as number);
    y[i + 1] = a * (x[i + 1] as number) + b * (y[i + 1] as number);
    y[i + 2] = a * (x[i + 2] as number) + b * (y[i + 2] as number);
    y[i + 3] = a * (x[i + 3] as number) + b * (y[i + 3] as number);
  }
  for (; i < end; i++) y[i] = a * (x[i] as number) + b * (y[i] as number);
}
function scaleLoop(start: number, end: number, a: number, x: AnyArray, y: AnyArray): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    y[i] = a * (x[i] as number);
    y[i + 1] = a * (x[i + 1] as number);
    y[i + 2] = a * (x[i + 2] as number);
    y[i + 3] = a * (x[i + 3] as number);
  }
  for (; i < end; i++) y[i] = a * (x[i] as number);
}
