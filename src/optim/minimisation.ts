// No twin in types: types/optim/lbfgs.ts has the type of the report.
import type { LbfgsReport } from '../../types/optim/lbfgs.ts';
import { dot } from '../algebra/dot.ts';
import { InverseHessian } from './inverse-hessian.ts';
import { type Evaluation, type Search, searchLine, type Wolfe } from './line-search.ts';

export interface LbfgsSettings extends Wolfe {
  readonly history: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * L-BFGS. It yields where it needs an evaluation. `point` is the start, and after each line search the point at which
 * it ended. Source: J. Nocedal and S. Wright, Numerical Optimization (2nd edition, 2006), algorithm 7.5.
 *
 * @throws RangeError if the value or the gradient at the start is not finite
 */
export function* minimise(
  at: Evaluation,
  point: Float64Array,
  { history, tolerance, maxIterations, c1, c2 }: LbfgsSettings,
): Search<Omit<LbfgsReport, 'evaluations'>> {
  yield;
  if (at.value === Infinity)
    throw new RangeError('lbfgs: at the start, the value and the gradient of the function must be finite');
  const gradient = at.gradient.slice();
  const direction = new Float64Array(point.length);
  const inverse = new InverseHessian(history);
  let value = at.value;
  for (let iterations = 0; ;) {
    const gradientNorm = Math.sqrt(dot(gradient, gradient));
    const end = (reason: LbfgsReport['reason']): Omit<LbfgsReport, 'evaluations'> => ({
      iterations,
      value,
      gradientNorm,
      reason,
    });
    if (gradientNorm <= tolerance) return end('converged');
    if (iterations === maxIterations) return end('iterations');
    inverse.direct(gradient, direction);
    const slope = dot(gradient, direction);
    const firstStep = inverse.isEmpty ? Math.min(1, 1 / gradientNorm) : 1;
    const line = { origin: point, direction, value, slope, firstStep };
    if (slope < 0 && (yield* searchLine(at, line, { c1, c2 }))) {
      inverse.add(point, at.point, gradient, at.gradient);
      point.set(at.point);
      gradient.set(at.gradient);
      value = at.value;
      iterations++;
    } else if (inverse.isEmpty) return end('stalled');
    else inverse.clear(); // and search along the steepest descent
  }
}
