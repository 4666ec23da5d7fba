import { squareScaleFor } from '../stats/moments.ts';

/** The root of the mean of squares of values that come in pieces. No square leaves the range of doubles. */
export class RootMeanSquare {
  #squares = 0;
  #scale = squareScaleFor(0);
  #count = 0;

  /** Values that are finite, and the largest magnitude among them. */
  add(values: Float64Array, most: number): void {
    const scale = Math.min(this.#scale, squareScaleFor(most));
    const by = scale / this.#scale;
    this.#squares = this.#squares * by * by;
    this.#scale = scale;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const value = (values[i] as number) * scale;
      squares += value * value;
    }
    this.#squares += squares;
    this.#count += values.length;
  }

  /** 0 where there were no values. */
  get root(): number {
    return this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count) / this.#scale;
  }
}
