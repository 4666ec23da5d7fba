// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import type { PackedRange } from '../plan.ts';
import type { WireFormat } from './wire.ts';

/** Receives the chunks of one range from one member, in any order. */
export class Incoming {
  readonly target: FloatArray;
  readonly #range: PackedRange;
  /** The number of elements of a chunk. */
  readonly #step: number;
  readonly #wire: WireFormat;
  readonly #has: Uint8Array;
  #count = 0;

  /** Elements go to the indices of `range` in `target`. */
  constructor(target: FloatArray, range: PackedRange, step: number, wire: WireFormat) {
    this.target = target;
    this.#range = range;
    this.#step = step;
    this.#wire = wire;
    this.#has = new Uint8Array(Math.ceil((range[1] - range[0]) / step));
  }
  /** How many chunks have arrived without a gap, from the first on. */
  get count(): number {
    return this.#count;
  }
  get isComplete(): boolean {
    return this.#count === this.#has.length;
  }
  /** Takes a chunk. Returns false for a duplicate, and for a body that does not have the length of this chunk. */
  take(index: number, body: Uint8Array): boolean {
    const [start, end] = this.#range;
    const from = start + index * this.#step;
    const length = Math.min(end - from, this.#step);
    if (this.#has[index] !== 0 || body.length !== length * this.#wire.bytes) return false;
    this.#wire.decode(body, this.target, from);
    this.#has[index] = 1;
    while (this.#has[this.#count] === 1) this.#count++;
    return true;
  }
}
