import type { Lbfgs } from '../../types/optim/lbfgs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { FlatSearch, type ValueAndGradient } from './flat-search.ts';
import { checkFloats, type FloatArray, floatKindOf } from './float.ts';
import type { LbfgsSettings } from './minimisation.ts';
import { COUNT, FROM_ZERO, type NumberRange, readNumber } from './options.ts';

export interface LbfgsOptions {
  /** How many steps the approximation of the inverse Hessian remembers. Default: 10. */
  readonly history?: number | undefined;
  /** The search ends where the Euclidean norm of the gradient is at most this. Default: 1e-8. */
  readonly tolerance?: number | undefined;
  /** The largest number of line searches. Default: 1000. */
  readonly maxIterations?: number | undefined;
  /**
   * The Wolfe condition on the value: it must fall by at least this part of what the slope at the start predicts.
   * Default: 1e-4.
   */
  readonly c1?: number | undefined;
  /** The Wolfe condition on the slope: at most this part of the slope at the start may remain. Default: 0.9. */
  readonly c2?: number | undefined;
}

const BETWEEN: NumberRange = { says: 'a number above 0 and below 1', has: (x) => x > 0 && x < 1 };

/**
 * L-BFGS with a line search for the strong Wolfe conditions. It minimises a smooth function that has no noise, such as
 * the misfit of a simulation to data, in far fewer evaluations than a method of first order. Use `Float64Array`: with
 * Float32 the rounding of the function ends the search early.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization (2nd edition, 2006), algorithms 3.5, 3.6, 7.4 and 7.5. The
 * search keeps `2 * history + 6` vectors of doubles, without ties and pads.
 *
 * @example
 * const point = layout({ x: [], y: [] });
 * const at = point.zeros(Float64Array);
 * const report = lbfgs(point).minimize(at, (flat, gradient) => {
 *   const [p, g] = [point.view(flat), point.view(gradient)];
 *   g.x = 2 * (p.x - 3);
 *   g.y = 4 * (p.y + 1);
 *   return (p.x - 3) ** 2 + 2 * (p.y + 1) ** 2;
 * });
 * report.reason; // 'converged'
 * point.view(at).x.toFixed(6); // '3.000000'
 *
 * @throws RangeError or TypeError for an unknown option and a value out of range
 */
export function lbfgs<L extends LayoutLike>(model: L, options: LbfgsOptions = {}): Lbfgs<L> {
  requireOptions('lbfgs', options, ['history', 'tolerance', 'maxIterations', 'c1', 'c2']);
  const { history = 10, tolerance = 1e-8, maxIterations = 1000, c1 = 1e-4, c2 = 0.9 } = options;
  const settings = {
    history: readNumber('lbfgs: history', history, COUNT),
    tolerance: readNumber('lbfgs: tolerance', tolerance, FROM_ZERO),
    maxIterations: readNumber('lbfgs: maxIterations', maxIterations, COUNT),
    c1: readNumber('lbfgs: c1', c1, BETWEEN),
    c2: readNumber('lbfgs: c2', c2, BETWEEN),
  };
  if (c1 >= c2) throw new RangeError(`lbfgs: c1 must be below c2, found ${c1} and ${c2}`);
  // `as`: the compiler cannot compare its half with this one.
  return { minimize: (flat: unknown, f: unknown) => minimizeFlat(model, settings, flat, f) } as object as Lbfgs<L>;
}

function minimizeFlat(model: LayoutLike, settings: LbfgsSettings, flat: unknown, f: unknown): unknown {
  const kind = floatKindOf('the flat array', flat);
  checkFloats('the flat array', flat, kind, rootOfLayout(model).size);
  if (typeof f !== 'function')
    throw new TypeError(`a function of value and gradient was expected, found ${describe(f)}`);
  return new FlatSearch(model, settings, flat as FloatArray, f as ValueAndGradient).run();
}
