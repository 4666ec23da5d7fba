/**
 * Any typed array kind whose elements are numbers, as a parameter's bound. It leaves out `length`: to compare that the compiler would have
 * to compute it. `Float16Array` fits where the platform has it, and no kind of BigInt.
 */
export interface NumberArray {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly BYTES_PER_ELEMENT: number;
  set(source: ArrayLike<number>, offset?: number): void;
  fill(value: number, start?: number, end?: number): unknown;
}

/** The same with its elements. */
export interface AnyArray extends NumberArray, ArrayLike<number> {
  readonly length: number;
  [index: number]: number;
}

/** A typed array is recognised by its tag: were it compared with one of the library's interfaces, the compiler would look through all their methods. */
export interface Kind<out K, out B> {
  readonly [Symbol.toStringTag]: K;
  readonly buffer: B;
}

export interface Kinds<B extends ArrayBufferLike> {
  readonly Float32Array: Float32Array<B>;
  readonly Float64Array: Float64Array<B>;
  readonly Int32Array: Int32Array<B>;
  readonly Uint32Array: Uint32Array<B>;
  readonly Int16Array: Int16Array<B>;
  readonly Uint16Array: Uint16Array<B>;
  readonly Int8Array: Int8Array<B>;
  readonly Uint8Array: Uint8Array<B>;
  readonly Uint8ClampedArray: Uint8ClampedArray<B>;
}

export interface TypedArrayType<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** A kind over another buffer; one that this library does not know stays as it is. */
export type KindOverBuffer<A, B extends ArrayBufferLike> =
  A extends Kind<infer K extends keyof Kinds<ArrayBufferLike>, unknown> ? Kinds<B>[K] : A;

/** The same type. The compiler infers it from an argument alone, and not from the place where the result is used. */
export type FromArgument<A> = [A][A extends unknown ? 0 : never];
