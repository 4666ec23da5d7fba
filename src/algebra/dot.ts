import type { AnyArray } from '../../types/array/kind.ts';
import type { OperandLike } from '../../types/algebra/operand.ts';
import { normSum } from '../select/norm.ts';
import { noNorm } from './issues.ts';
import { type Loop, type LoopCopies, loopFor } from './loop.ts';
import { type Operands, operandsOf } from './operand.ts';
import { eachRun } from './run.ts';

const dotCopies: LoopCopies<[x: AnyArray, y: AnyArray], number> = new Map();
const absoluteCopies: LoopCopies<[x: AnyArray], number> = new Map();

/**
 * Returns the sum of the products of the elements of `x` and `y`, in doubles. Operands are root views and flat arrays
 * of one layout and one kind, in any mixture.
 *
 * @example
 * dot(flat.fill(2), model.view(flat)); // 240, for 60 elements
 *
 * @throws TypeError for anything but two operands of one layout and one kind
 * @throws RangeError for operands of two lengths
 */
export function dot<X, Y>(x: X, y: OperandLike<X, Y>): number {
  const operands = operandsOf(x, y);
  const [first, second] = operands.flats as [AnyArray, AnyArray];
  return sumOver(operands, loopFor(dotCopies, operands.kind, dotLoop), first, second);
}

/**
 * Returns the p-norm of a root view or a flat array, in doubles. With `p` 1, it is the sum of the absolute values; with
 * 2, the root of the sum of the squares; with Infinity, the largest absolute value. No square overflows or underflows:
 * where one could, `norm` first divides all elements by a power of two near the largest. A NaN makes the norm NaN.
 *
 * @example
 * norm(flat.fill(3), 1); // 180, for 60 elements
 * norm(new Float64Array([3e300, 4e300])); // 5e300
 *
 * @throws RangeError for another p
 * @throws TypeError for anything but a root view or a flat array
 */
export function norm<X>(x: X, p = 2): number {
  if (p !== 1 && p !== 2 && p !== Infinity) throw new RangeError(noNorm(String(p)));
  const operands = operandsOf(x);
  const [flat] = operands.flats as [AnyArray];
  if (p === 1) return sumOver(operands, loopFor(absoluteCopies, operands.kind, absoluteLoop), flat);
  if (p === 2) {
    const squares = sumOver(operands, loopFor(dotCopies, operands.kind, dotLoop), flat, flat);
    if (squares >= SAFE_SQUARES && squares < Infinity) return Math.sqrt(squares);
  }
  const sum = normSum(p, flat);
  eachRun(operands, (start, end) => sum.add(flat, start, end));
  return sum.norm();
}

/** Adds up what a loop returns for each run of elements. */
function sumOver<Args extends readonly unknown[]>(operands: Operands, loop: Loop<Args, number>, ...args: Args): number {
  let sum = 0;
  eachRun(operands, (start, end) => (sum += loop(start, end, ...args)));
  return sum;
}

/**
 * A sum of squares of at least this size has lost nothing to underflow: a square below the smallest normal number, some
 * 1e-308, is too small to change it, even 2^32 times.
 */
const SAFE_SQUARES = 1e-270;

// Each step of a loop takes four elements (./loop.ts says why), with a sum for each of the four.
function dotLoop(start: number, end: number, x: AnyArray, y: AnyArray): number {
  let i = start;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; i + 3 < end; i += 4) {
    a += (x[i] as number) * (y[i] as number);
    b += (x[i + 1] as number) * (y[i + 1] as number);
    c += (x[i + 2] as number) * (y[i + 2] as number);
    d += (x[i + 3] as number) * (y[i + 3] as number);
  }
  for (; i < end; i++) a += (x[i] as number) * (y[i] as number);
  return a + b + (c + d);
}
function absoluteLoop(start: number, end: number, x: AnyArray): number {
  let i = start;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; i + 3 < end; i += 4) {
    a += Math.abs(x[i] as number);
    b += Math.abs(x[i + 1] as number);
    c += Math.abs(x[i + 2] as number);
    d += Math.abs(x[i + 3] as number);
  }
  for (; i < end; i++) a += Math.abs(x[i] as number);
  return a + b + (c + d);
}
