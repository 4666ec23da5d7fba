// No twin in types: types/optim/lbfgs.ts has the type of what it returns.
import type { LbfgsReport } from '../../types/optim/lbfgs.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import { describe } from '../array/describe.ts';
import { kindOf, typeOfKind } from '../array/kind.ts';
import { rangesOfSlots } from '../place/range.ts';
import { zeros } from '../view/flat.ts';
import { ownerSlots } from '../view/owners.ts';
import { findNotFinite } from './finite.ts';
import type { FloatArray } from './float.ts';
import type { Evaluation, Search } from './line-search.ts';
import { type LbfgsSettings, minimise } from './minimisation.ts';
import type { Ranges } from './ranges.ts';

/** A function to minimise, as a caller gives it. */
export type ValueAndGradient = (flat: FloatArray, gradient: FloatArray) => number | PromiseLike<number>;

/** Runs a search over vectors of doubles on a flat array, for a function that returns a number or a promise. */
export class FlatSearch {
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
    const ranges = rangesOfSlots(ownerSlots(model));
    const length = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    this.#flat = flat;
    this.#gradient = zeros(flat.length, typeOfKind(kindOf(flat))) as FloatArray;
    this.#f = f;
    this.#ranges = { starts: ranges.map(({ start }) => start), ends: ranges.map(({ end }) => end) };
    this.#point = new Float64Array(length);
    readRanges(flat, this.#ranges, this.#point);
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
      writeRanges(this.#point, this.#ranges, this.#flat);
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
      writeRanges(this.#point, this.#ranges, this.#flat);
      throw error;
    }
  }

  #evaluate(): number | PromiseLike<number> {
    writeRanges(this.#at.point, this.#ranges, this.#flat);
    this.#gradient.fill(0);
    this.#evaluations++;
    return this.#f(this.#flat, this.#gradient);
  }
  #settle(value: unknown): void {
    if (typeof value !== 'number')
      throw new TypeError(`the function must return a number or a promise of one, found ${describe(value)}`);
    const isFine = Number.isFinite(value) && findNotFinite(this.#gradient, this.#ranges) < 0;
    readRanges(this.#gradient, this.#ranges, this.#at.gradient);
    this.#at.value = isFine ? value : Infinity;
  }
  #finish(found: Omit<LbfgsReport, 'evaluations'>): LbfgsReport {
    writeRanges(this.#point, this.#ranges, this.#flat);
    return { ...found, evaluations: this.#evaluations };
  }
}

/** Copies the elements in ranges of a flat array to a vector that has no others. */
function readRanges(flat: FloatArray, { starts, ends }: Ranges, vector: Float64Array): void {
  let k = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) vector[k++] = flat[i] as number;
}
/** Copies a vector of these elements back to a flat array. */
function writeRanges(vector: Float64Array, { starts, ends }: Ranges, flat: FloatArray): void {
  let k = 0;
  for (let s = 0; s < starts.length; s++)
    for (let i = starts[s] as number; i < (ends[s] as number); i++) flat[i] = vector[k++] as number;
}
