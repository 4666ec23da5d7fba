import type { AnyArray } from '../../types/array/kind.ts';

/** The constructor of a kind of typed array: `Float32Array`, `Float64Array` and so on. */
export interface ArrayType<A extends AnyArray = AnyArray> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: A;
}

/** The kind that callers get unless they name one. */
export const FLOAT32: ArrayType = Float32Array;

const tagOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined;

/**
 * Returns `'Float32Array'` and so on, also for subclasses and for arrays of another realm; undefined for anything else.
 */
export const kindOf = (value: unknown): string | undefined => tagOf.call(value);

export const isFloatKind = (kind: string | undefined): boolean => kind !== undefined && kind.startsWith('Float');

/** Returns the constructor of a kind in this realm; undefined for BigInt kinds and for other names. */
export function typeOfKind(kind: string | undefined): ArrayType | undefined {
  if (kind === undefined || kind.startsWith('Big')) return undefined;
  // The compiler knows no index signature of globalThis.
  return (globalThis as unknown as Record<string, ArrayType>)[kind];
}
