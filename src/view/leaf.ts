import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import type { Dims } from '../schema/strides.ts';

export interface LeafType {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number, dims: Dims): AnyArray;
}

const leafTypes = new Map<string, LeafType>();

/**
 * The leaf class of a kind: a typed array to all other code (its `constructor` is the plain kind, and so is its species) with
 * `shape` and `strides` behind prototype getters. They are kept in a private field: nothing own is added.
 */
export function leafType(kind: string): LeafType {
  let made = leafTypes.get(kind);
  if (made === undefined) {
    const Base = typeOfKind(kind) as ArrayType;
    made = class extends Base {
      readonly #dims: Dims;
      constructor(buffer: ArrayBufferLike, byteOffset: number, length: number, dims: Dims) {
        super(buffer, byteOffset, length);
        this.#dims = dims;
      }
      get shape(): readonly number[] {
        return this.#dims.shape;
      }
      get strides(): readonly number[] {
        return this.#dims.strides;
      }
    };
    Object.defineProperty(made.prototype, 'constructor', { value: Base, writable: true, configurable: true });
    leafTypes.set(kind, made);
  }
  return made;
}

/** One leaf over a flat array; of a scalar too, as an array of one element. */
export function leafOver(flat: AnyArray, { offset, length, shape, strides }: Slot): AnyArray {
  const Leaf = leafType(kindOf(flat) as string);
  return new Leaf(flat.buffer, flat.byteOffset + offset * flat.BYTES_PER_ELEMENT, length, { shape, strides });
}
