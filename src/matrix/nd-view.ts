import type { AnyArray } from '../../types/array/kind.ts';
import type { NdView } from '../../types/matrix/nd-view.ts';
import { describe } from '../array/describe.ts';
import type { StridedShape } from '../schema/strides.ts';
import { badIndex, GONE, NO_ROWS, noValue, wrongIndexCount } from './issues.ts';
import { ND_MEMORY, type NdMemory } from './nd-memory.ts';

/** The run-time half of `NdView`; types/matrix/nd-view.ts declares the types of its members. */
class StridedView implements StridedShape {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly #array: AnyArray;
  /** Where its first element lies in the array. */
  readonly #offset: number;

  constructor(array: AnyArray, offset: number, { shape, strides }: StridedShape) {
    this.shape = shape;
    this.strides = strides;
    this.#array = array;
    this.#offset = offset;
    Object.freeze(this);
  }

  get [ND_MEMORY](): NdMemory {
    return { data: this.#array, offset: this.#offset, shape: this.shape, strides: this.strides };
  }

  get(...indices: readonly number[]): number {
    if (indices.length !== this.shape.length) throw new RangeError(wrongIndexCount(this.shape, indices.length));
    const value = this.#array[this.#indexOf(indices)];
    if (value === undefined) throw new TypeError(GONE);
    return value;
  }

  set(...indicesAndValue: readonly number[]): void {
    const rank = this.shape.length;
    if (indicesAndValue.length !== rank + 1)
      throw new RangeError(`${wrongIndexCount(this.shape, indicesAndValue.length - 1)} before the value`);
    const value = indicesAndValue[rank];
    if (typeof value !== 'number') throw new TypeError(noValue(describe(value)));
    const index = this.#indexOf(indicesAndValue);
    if (index >= this.#array.length) throw new TypeError(GONE);
    this.#array[index] = value;
  }

  row(index: number): StridedView {
    const { shape, strides } = this;
    if (shape.length === 0) throw new RangeError(NO_ROWS);
    return new StridedView(this.#array, this.#offset + this.#stepAlong(0, index), {
      shape: Object.freeze(shape.slice(1)),
      strides: Object.freeze(strides.slice(1)),
    });
  }

  toArray(): unknown {
    if (this.shape.length === 0) return this.get();
    return Array.from({ length: this.shape[0] as number }, (_, i) => this.row(i).toArray());
  }

  /** Where an element lies in the array. Reads one index for each dimension. */
  #indexOf(indices: readonly number[]): number {
    let at = this.#offset;
    for (let axis = 0; axis < this.shape.length; axis++) at += this.#stepAlong(axis, indices[axis] as number);
    return at;
  }

  #stepAlong(axis: number, index: number): number {
    const dim = this.shape[axis] as number;
    if (!Number.isInteger(index) || index < 0 || index >= dim)
      throw new RangeError(badIndex(typeof index === 'number' ? `${index}` : describe(index), axis, dim));
    return index * (this.strides[axis] as number);
  }
}

/** Makes a view of numbers by their indices, over an array from an offset on. Offset and strides are in elements. */
export function makeNdView(array: AnyArray, offset: number, stridedShape: StridedShape): NdView {
  // `as object`: the compiler cannot compare its half with this one.
  return new StridedView(array, offset, stridedShape) as object as NdView;
}
