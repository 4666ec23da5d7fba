import type { AnyArray } from '../../types/array/kind.ts';
import type { Slot } from '../../types/place/slot.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import type { StridedShape } from '../schema/strides.ts';

export interface LeafType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number, stridedShape: StridedShape): AnyArray;
}

const leafTypes = new Map<string, LeafType>();

/**
 * Returns the leaf class of a kind. To all other code a leaf is a plain typed array: its `constructor` and its species
 * are those of the kind. Getters on the prototype add `shape` and `strides` from a private field, so a leaf has no own
 * properties.
 */
export function leafTypeOf(kind: string): LeafType {
  let Leaf = leafTypes.get(kind);
  if (Leaf === undefined) {
    const Base = typeOfKind(kind) as ArrayType;
    Leaf = class extends Base {
      readonly #stridedShape: StridedShape;
      constructor(buffer: ArrayBufferLike, byteOffset: number, length: number, stridedShape: StridedShape) {
        super(buffer, byteOffset, length);
        this.#stridedShape = stridedShape;
      }
      get shape(): readonly number[] {
        return this.#stridedShape.shape;
      }
      get strides(): readonly number[] {
        return this.#stridedShape.strides;
      }
    };
    Object.defineProperty(Leaf.prototype, 'constructor', { value: Base, writable: true, configurable: true });
    leafTypes.set(kind, Leaf);
  }
  return Leaf;
}

/** Returns one leaf over a flat array; for a scalar, an array of one element. */
export function leafOver(flat: AnyArray, { offset, length, shape, strides }: Slot): AnyArray {
  const Leaf = leafTypeOf(kindOf(flat) as string);
  return new Leaf(flat.buffer, flat.byteOffset + offset * flat.BYTES_PER_ELEMENT, length, { shape, strides });
}
