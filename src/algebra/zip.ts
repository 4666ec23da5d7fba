import type { AnyArray } from '../../types/array/kind.ts';
import type { OperandLike } from '../../types/algebra/operand.ts';
import { describe } from '../array/describe.ts';
import { noFunction } from './issues.ts';
import { type LoopCopies, loopWithFunction } from './loop.ts';
import { operandsInto } from './operand.ts';
import { eachRun } from './run.ts';

type Combine = (x: number, y: number) => number;
type Convert = (x: number) => number;
type ZipArgs = [out: AnyArray, x: AnyArray, y: AnyArray, f: Combine];
type MapArgs = [out: AnyArray, x: AnyArray, f: Convert];

const zipCopies: LoopCopies<ZipArgs, void> = new Map();
const mapCopies: LoopCopies<MapArgs, void> = new Map();

/**
 * Sets each element of `out` to `f` of the elements of `x` and `y` at the same index, and returns `out`. Operands are
 * root views and flat arrays of one layout and one kind, in any mixture; `out` may be one of the sources. If one of the
 * operands is a root view, `f` is not called for pads.
 *
 * @example
 * const steps = model.zeros().fill(2);
 * zip(steps, steps, flat.fill(5), (x, y) => x * y)[0]; // 10
 *
 * @throws TypeError for anything but three operands of one layout and one kind, and a function
 * @throws RangeError for operands of two lengths, and for one that overlaps `out` in part
 */
export function zip<Z, X, Y>(
  out: Z,
  x: OperandLike<Z, X>,
  y: OperandLike<Z, Y>,
  f: (x: number, y: number) => number,
): Z {
  requireFunction(f);
  const operands = operandsInto(out, x, y);
  const [to, first, second] = operands.flats as [AnyArray, AnyArray, AnyArray];
  const loop = loopWithFunction(zipCopies, operands, zipLoop, f);
  eachRun(operands, (start, end) => loop(start, end, to, first, second, f));
  return out;
}

/**
 * Sets each element of `out` to `f` of the element of `x` at the same index, and returns `out`. Operands are those of
 * `zip`.
 *
 * @example
 * mapInto(flat, flat.fill(9), Math.sqrt)[0]; // 3
 *
 * @throws TypeError for anything but two operands of one layout and one kind, and a function
 * @throws RangeError for operands of two lengths, and for one that overlaps `out` in part
 */
export function mapInto<Z, X>(out: Z, x: OperandLike<Z, X>, f: (x: number) => number): Z {
  requireFunction(f);
  const operands = operandsInto(out, x);
  const [to, from] = operands.flats as [AnyArray, AnyArray];
  const loop = loopWithFunction(mapCopies, operands, mapLoop, f);
  eachRun(operands, (start, end) => loop(start, end, to, from, f));
  return out;
}

function requireFunction(f: unknown): void {
  if (typeof f !== 'function') throw new TypeError(noFunction(describe(f)));
}
// Each step of a loop takes four elements (./loop.ts says why).
function zipLoop(start: number, end: number, out: AnyArray, x: AnyArray, y: AnyArray, f: Combine): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    out[i] = f(x[i] as number, y[i] as number);
    out[i + 1] = f(x[i + 1] as number, y[i + 1] as number);
    out[i + 2] = f(x[i + 2] as number, y[i + 2] as number);
    out[i + 3] = f(x[i + 3] as number, y[i + 3] as number);
  }
  for (; i < end; i++) out[i] = f(x[i] as number, y[i] as number);
}
function mapLoop(start: number, end: number, out: AnyArray, x: AnyArray, f: Convert): void {
  let i = start;
  for (; i + 3 < end; i += 4) {
    out[i] = f(x[i] as number);
    out[i + 1] = f(x[i + 1] as number);
    out[i + 2] = f(x[i + 2] as number);
    out[i + 3] = f(x[i + 3] as number);
  }
  for (; i < end; i++) out[i] = f(x[i] as number);
}
