// No twin in types: the compiler does not see messages.
import type { FloatArray } from '../../optim/float.ts';
import type { PackedRange } from '../plan.ts';
import type { WireFormat } from './wire.ts';

/** The chunks of one range that come from one member, in any order. */
export class Incoming {
  readonly target: FloatArray;
  readonly #range: PackedRange;
  /** The number of elements of a chunk. */
  readonly #step: number;
  readonly #wire: WireFormat;
  readonly #has: Uint8Array;
  #count = 0;

  /** The elements go to `target`, where the range begins at its first index. */
  constructor(target: FloatArray, range: PackedRange, step: number, wire: WireFormat) {
    this.target = target;
    this.#range = range;
    this.#step = step;
    this.#wire = wire;
    this.#has = new Uint8Array(Math.ceil((range[1] - range[0]) / step));
  }
  /** How many chunks have come without a gap. */
  get count(): number {
    return this.#count;
  }
  get isComplete(): boolean {
    return this.#count === this.#has.length;
  }
  /** Takes a chunk. Returns whether it is new, and one of this range. */
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
