import type { AnyArray } from '../types/view.ts';
import type { Slot } from '../types/slot.ts';
import type { Dims } from './slot.ts';

/** Makes a typed array of one kind: `Float32Array`, `Float64Array`, … */
export interface ArrayType<A extends AnyArray = AnyArray> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: A;
}
/** The kind that is meant where none is given. */
export const FLOAT32: ArrayType = Float32Array;

export interface LeafType {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number, dims: Dims): AnyArray;
}

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined;

/** `'Float32Array'` and so on, of any realm and for subclasses too; undefined for what is no typed array. */
export const kindOf = (value: unknown): string | undefined => tagOf.call(value);

/** The constructor of a kind, of this realm; undefined for BigInt kinds and for what is no kind. */
export function typeOfKind(kind: string | undefined): ArrayType | undefined {
  if (kind === undefined || kind.startsWith('Big')) return undefined;
  return (globalThis as unknown as Record<string, ArrayType>)[kind]; // globalThis has no index signature to the compiler
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
