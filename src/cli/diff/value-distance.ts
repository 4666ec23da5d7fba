import { DTYPE_BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import {
  type DoubleDecoder,
  doubleDecoderOf,
  squareScaleFor,
  subtractWide,
  type WideDtype,
} from '../input/decode-doubles.ts';

/** How far apart the values of two tensors of one shape are. */
export interface ValueDistance {
  /** The largest magnitude of a difference. It is infinite if an infinity meets any other value. */
  readonly max: number;
  /** The root mean square of the differences. */
  readonly rms: number;
  /** `rms` divided by the root mean square of the values of A. */
  readonly relative: number;
  /**
   * The number of elements that are NaN in one tensor only. The other figures leave them out. Two NaN are no
   * difference.
   */
  readonly nans: number;
}

/** The number of elements to compare at once. */
const DISTANCE_BLOCK_ELEMENTS = 2 ** 13;

/** Measures the distance of two tensors of equal length from their bytes, piece by piece. */
export class DistanceMeter {
  readonly #a: DoubleDecoder;
  readonly #b: DoubleDecoder;
  readonly #sizes: readonly [a: number, b: number];
  readonly #wide: WideDtype | undefined;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #distance = new RootMeanSquare();
  readonly #values = new RootMeanSquare();
  #max = 0;
  #nans = 0;
  #infinite = false;

  /**
   * @param most The most elements that will come
   * @throws TypeError if a dtype has no numbers; `whyNoDoubles` says which
   */
  constructor(a: Dtype, b: Dtype, most = DISTANCE_BLOCK_ELEMENTS) {
    const [left, right] = [doubleDecoderOf(a), doubleDecoderOf(b)];
    if (left === undefined || right === undefined) throw new TypeError(`${a} and ${b} are not compared by value`);
    this.#a = left;
    this.#x = new Float64Array(Math.min(DISTANCE_BLOCK_ELEMENTS, most));
    this.#y = new Float64Array(this.#x.length);
    this.#b = right;
    this.#sizes = [DTYPE_BITS[a] / 8, DTYPE_BITS[b] / 8];
    this.#wide = a === b && (a === 'I64' || a === 'U64') ? a : undefined;
  }

  add(a: Uint8Array, b: Uint8Array): void {
    const [sizeA, sizeB] = this.#sizes;
    const length = a.length / sizeA;
    for (let at = 0; at < length; at += DISTANCE_BLOCK_ELEMENTS) {
      const count = Math.min(DISTANCE_BLOCK_ELEMENTS, length - at);
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

  /** Replaces the values of B by the differences. */
  #subtract(x: Float64Array, y: Float64Array): void {
    for (let i = 0; i < x.length; i++) {
      const value = x[i] as number;
      const other = y[i] as number;
      const distance = other - value;
      y[i] = distance;
      if (distance - distance === 0) continue; // it is finite
      y[i] = 0;
      const isNaN = Number.isNaN(value);
      if (isNaN !== Number.isNaN(other)) this.#nans += 1;
      else if (!isNaN && value !== other) this.#infinite = true;
    }
  }

  #sum(x: Float64Array, distance: Float64Array): void {
    let most = 0;
    let largest = 0;
    for (let i = 0; i < x.length; i++) {
      let value = Math.abs(x[i] as number);
      if (value - value !== 0) x[i] = value = 0;
      if (value > largest) largest = value;
      const difference = Math.abs(distance[i] as number);
      if (difference > most) most = difference;
    }
    if (most > this.#max) this.#max = most;
    this.#distance.add(distance, most);
    this.#values.add(x, largest);
  }

  get distance(): ValueDistance {
    const rms = this.#infinite ? Number.POSITIVE_INFINITY : this.#distance.root;
    const of = this.#values.root;
    return {
      max: this.#infinite ? Number.POSITIVE_INFINITY : this.#max,
      rms,
      relative: rms === 0 ? 0 : rms / of,
      nans: this.#nans,
    };
  }
}

/** The root mean square of values that come in pieces. Scaling keeps every square within the range of doubles. */
export class RootMeanSquare {
  #squares = 0;
  #scale = squareScaleFor(0);
  #count = 0;

  /** Adds finite values. `most` is the largest magnitude among them. */
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

  /** 0 if there were no values. */
  get root(): number {
    return this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count) / this.#scale;
  }
}
