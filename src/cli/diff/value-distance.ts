import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import {
  type DoubleDecoder,
  doubleDecoderOf,
  squareScaleFor,
  subtractWide,
  type WideDtype,
} from '../input/decode-doubles.ts';

/** How far the values of two tensors of one shape are apart. */
export interface ValueDistance {
  /** Largest magnitude of a difference; infinite where an infinity stands against anything else. */
  readonly max: number;
  /** Root of the mean square of differences, and the same over that of A's values. */
  readonly rms: number;
  readonly relative: number;
  /** Elements that are NaN in one of them only: they are not part of the other figures. NaN against NaN is no difference. */
  readonly nans: number;
}

/** Elements that are held against each other at once. */
const DISTANCE_BLOCK = 2 ** 13;

/** Takes two tensors' bytes piece by piece, both of as many elements. */
export class DistanceMeter {
  readonly #a: DoubleDecoder;
  readonly #b: DoubleDecoder;
  readonly #sizes: readonly [a: number, b: number];
  readonly #wide: WideDtype | undefined;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #apart = new RootMeanSquare();
  readonly #values = new RootMeanSquare();
  #max = 0;
  #nans = 0;
  #infinite = false;

  /**
   * @param most Elements that will come at the most
   * @throws TypeError for element types that are no numbers: `whyNoDoubles` says which
   */
  constructor(a: Dtype, b: Dtype, most = DISTANCE_BLOCK) {
    const [left, right] = [doubleDecoderOf(a), doubleDecoderOf(b)];
    if (left === undefined || right === undefined) throw new TypeError(`${a} and ${b} are not compared by value`);
    this.#a = left;
    this.#x = new Float64Array(Math.min(DISTANCE_BLOCK, most));
    this.#y = new Float64Array(this.#x.length);
    this.#b = right;
    this.#sizes = [BITS[a] / 8, BITS[b] / 8];
    this.#wide = a === b && (a === 'I64' || a === 'U64') ? a : undefined;
  }

  add(a: Uint8Array, b: Uint8Array): void {
    const [sizeA, sizeB] = this.#sizes;
    const length = a.length / sizeA;
    for (let at = 0; at < length; at += DISTANCE_BLOCK) {
      const count = Math.min(DISTANCE_BLOCK, length - at);
      const x = this.#x.subarray(0, count);
      const y = this.#y.subarray(0, count);
      const left = a.subarray(at * sizeA, (at + count) * sizeA);
      const right = b.subarray(at * sizeB, (at + count) * sizeB);
      this.#a(left, x);
      this.#b(right, y);
      if (this.#wide !== undefined) subtractWide(this.#wide, left, right, y);
      else this.#subtract(x, y);
      this.#sum(x, y);
    }
  }

  /** Puts differences in place of B's values. */
  #subtract(x: Float64Array, y: Float64Array): void {
    for (let i = 0; i < x.length; i++) {
      const value = x[i] as number;
      const other = y[i] as number;
      const apart = other - value;
      y[i] = apart;
      if (apart - apart === 0) continue; // it is finite
      y[i] = 0;
      const isNaN = Number.isNaN(value);
      if (isNaN !== Number.isNaN(other)) this.#nans += 1;
      else if (!isNaN && value !== other) this.#infinite = true;
    }
  }

  #sum(x: Float64Array, apart: Float64Array): void {
    let most = 0;
    let largest = 0;
    for (let i = 0; i < x.length; i++) {
      let value = Math.abs(x[i] as number);
      if (value - value !== 0) x[i] = value = 0;
      if (value > largest) largest = value;
      const difference = Math.abs(apart[i] as number);
      if (difference > most) most = difference;
    }
    if (most > this.#max) this.#max = most;
    this.#apart.add(apart, most);
    this.#values.add(x, largest);
  }

  get apart(): ValueDistance {
    const rms = this.#infinite ? Number.POSITIVE_INFINITY : this.#apart.root;
    const of = this.#values.root;
    return {
      max: this.#infinite ? Number.POSITIVE_INFINITY : this.#max,
      rms,
      relative: rms === 0 ? 0 : rms / of,
      nans: this.#nans,
    };
  }
}

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
