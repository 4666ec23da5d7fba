import { SQUARE_SCALES, squareScaleFor } from '../input/decode-doubles.ts';

/** The moments of the values so far. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  /** The standard deviation over `count`, as `std` of numpy. */
  readonly deviation: number;
}

/**
 * Computes mean and standard deviation of values that come in pieces of some thousands. Each piece is summed twice, the
 * second time as squares about its own mean. Pieces are merged after Chan, Golub and LeVeque ("Updating formulae and a
 * pairwise algorithm for computing sample variances", 1979). The sum for the mean keeps what each addition loses, after
 * Neumaier (ZAMM 54, 1974). So nothing cancels, however many values there are and however far they are from zero.
 */
export class MomentsSum {
  #count = 0;
  #sum = 0;
  #lost = 0;
  /** The sum of squares about the mean. */
  #squares = 0;
  /** The scale of the values in the sums above. */
  #scale: number = SQUARE_SCALES[2].scale;

  /** Adds finite values. `unscaled` is their plain sum, `most` the largest magnitude among them. */
  add(values: Float64Array, unscaled: number, most: number): void {
    const count = values.length;
    const scale = squareScaleFor(most);
    if (scale < this.#scale) this.#rescale(scale);
    const by = this.#scale;
    let sum = unscaled;
    if (by !== 1) {
      sum = 0;
      for (let i = 0; i < count; i++) sum += (values[i] as number) * by;
    }
    const mean = sum / count;
    let squares = 0;
    let rest = 0; // the error from rounding the mean
    for (let i = 0; i < count; i++) {
      const difference = (values[i] as number) * by - mean;
      rest += difference;
      squares += difference * difference;
    }
    this.#merge(count, sum, mean, squares - (rest * rest) / count);
  }

  #merge(count: number, sum: number, mean: number, squares: number): void {
    const apart = this.#count === 0 ? 0 : mean - (this.#sum + this.#lost) / this.#count;
    const total = this.#count + count;
    this.#squares += squares + apart * apart * (this.#count / total) * count;
    this.#count = total;
    const next = this.#sum + sum;
    this.#lost += Math.abs(this.#sum) >= Math.abs(sum) ? this.#sum - next + sum : sum - next + this.#sum;
    this.#sum = next;
  }

  #rescale(scale: number): void {
    const by = scale / this.#scale;
    this.#sum *= by;
    this.#lost *= by;
    this.#squares *= by;
    this.#squares *= by;
    this.#scale = scale;
  }

  get moments(): Moments | undefined {
    const count = this.#count;
    if (count === 0) return undefined;
    return {
      count,
      mean: (this.#sum + this.#lost) / count / this.#scale,
      deviation: Math.sqrt(Math.max(0, this.#squares / count)) / this.#scale,
    };
  }
}
