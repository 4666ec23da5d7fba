import type { AnyArray } from '../../types/array/kind.ts';

/** Makes a typed array of one kind: `Float32Array`, `Float64Array`, … */
export interface ArrayType<A extends AnyArray = AnyArray> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: A;
}

/** The kind that is meant where none is given. */
export const FLOAT32: ArrayType = Float32Array;

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined;

/** `'Float32Array'` and so on, of any realm and for subclasses too; undefined for what is no typed array. */
export const kindOf = (value: unknown): string | undefined => tagOf.call(value);

/** The constructor of a kind, of this realm; undefined for BigInt kinds and for what is no kind. */
export function typeOfKind(kind: string | undefined): ArrayType | undefined {
  if (kind === undefined || kind.startsWith('Big')) return undefined;
  return (globalThis as unknown as Record<string, ArrayType>)[kind]; // globalThis has no index signature to the compiler
}
