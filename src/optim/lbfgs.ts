import type { Lbfgs, LbfgsReport } from '../../types/optim/lbfgs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { zeros } from '../view/flat.ts';
import { ownerSlots } from '../view/owners.ts';
import { findNotFinite } from './finite.ts';
import { checkFloats, type FloatArray, floatKindOf } from './float.ts';
import type { Evaluation, Search } from './line-search.ts';
import { type LbfgsSettings, minimise } from './minimisation.ts';
import type { Ranges } from './norm.ts';
import { checkNames, COUNT, FROM_ZERO, type NumberRange, readNumber } from './options.ts';
import { rangesOf } from './spans.ts';

export interface LbfgsOptions {
  /** How many steps the approximation of the inverse Hessian remembers. Default: 10. */
  readonly history?: number | undefined;
  /** The search ends where the Euclidean norm of the gradient is at most this. Default: 1e-8. */
  readonly tolerance?: number | undefined;
  /** Default: 1000. */
  readonly maxIterations?: number | undefined;
  /** The Wolfe condition on the value: how much of the fall that the slope promises must come. Default: 1e-4. */
  readonly c1?: number | undefined;
  /** The Wolfe condition on the slope: how much of it may remain. Default: 0.9. */
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
  checkNames('lbfgs', options, ['history', 'tolerance', 'maxIterations', 'c1', 'c2']);
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

type ValueAndGradient = (flat: FloatArray, gradient: FloatArray) => number | PromiseLike<number>;

function minimizeFlat(model: LayoutLike, settings: LbfgsSettings, flat: unknown, f: unknown): unknown {
  const kind = floatKindOf('the flat array', flat);
  checkFloats('the flat array', flat, kind, rootOfLayout(model).size);
  if (typeof f !== 'function')
    throw new TypeError(`a function of value and gradient was expected, found ${describe(f)}`);
  return new FlatSearch(model, settings, flat as FloatArray, f as ValueAndGradient).run();
}

/** Runs a search over vectors of doubles on a flat array, for a function that returns a number or a promise. */
class FlatSearch {
  readonly #flat: FloatArray;
  readonly #gradient: FloatArray;
  readonly #f: ValueAndGradient;
  readonly #ranges: Ranges;
  readonly #at: Evaluation;
  /** The last point that a line search ended in. */
  readonly #point: Float64Array;
  readonly #search: Search<Omit<LbfgsReport, 'evaluations'>>;
  #evaluations = 0;

  constructor(model: LayoutLike, settings: LbfgsSettings, flat: FloatArray, f: ValueAndGradient) {
    const ranges = rangesOf(ownerSlots(model));
    const length = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    this.#flat = flat;
    this.#gradient = zeros(flat.length, typeOfKind(kindOf(flat))) as FloatArray;
    this.#f = f;
    this.#ranges = { starts: ranges.map(({ start }) => start), ends: ranges.map(({ end }) => end) };
    this.#point = new Float64Array(length);
    gather(flat, this.#ranges, this.#point);
    this.#at = { point: this.#point.slice(), gradient: new Float64Array(length), value: Infinity };
    this.#search = minimise(this.#at, this.#point, settings);
  }

  run(): LbfgsReport | Promise<LbfgsReport> {
    try {
      for (;;) {
        const next = this.#search.next();
        if (next.done === true) return this.#finish(next.value);
        const value = this.#evaluate();
        if (typeof value === 'object' && value !== null && 'then' in value) return this.#runLater(value);
        this.#settle(value);
      }
    } catch (error) {
      scatter(this.#point, this.#ranges, this.#flat);
      throw error;
    }
  }
  async #runLater(first: PromiseLike<number>): Promise<LbfgsReport> {
    try {
      this.#settle(await first);
      for (;;) {
        const next = this.#search.next();
        if (next.done === true) return this.#finish(next.value);
        this.#settle(await this.#evaluate());
      }
    } catch (error) {
      scatter(this.#point, this.#ranges, this.#flat);
      throw error;
    }
  }

  #evaluate(): number | PromiseLike<number> {
    scatter(this.#at.point, this.#ranges, this.#flat);
    this.#gradient.fill(0);
    this.#evaluations++;
    return this.#f(this.#flat, this.#gradient);
  }
  #settle(value: unknown): void {
    if (typeof value !== 'number')
      throw new TypeError(`the function must return a number or a promise of one, found ${describe(value)}`);
    const isFine = Number.isFinite(value) && findNotFinite(this.#gradient, this.#ranges) < 0;
    gather(this.#gradient, this.#ranges, this.#at.gradient);
    this.#at.value = isFine ? value : Infinity;
  }
  #finish(found: Omit<LbfgsReport, 'evaluations'>): LbfgsReport {
    scatter(this.#point, this.#ranges, this.#flat);
    return { ...found, evaluations: this.#evaluations };
  }
}

/** Copies the elements in ranges of a flat array to a vector that has no others. */
function gather(flat: FloatArray, { starts, ends }: Ranges, vector: Float64Array): void {
  let k = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) vector[k++] = flat[i] as number;
}
/** Copies such a vector back. */
function scatter(vector: Float64Array, { starts, ends }: Ranges, flat: FloatArray): void {
  let k = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) flat[i] = vector[k++] as number;
}
