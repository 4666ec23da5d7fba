/**
 * Any typed array of numbers, as the bound of a type parameter. It has no `length`: to compare that, the compiler would
 * have to compute the length of a flat array. `Float16Array` is assignable where the platform has it; arrays of BigInts
 * are not.
 */
export interface NumberArray {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly BYTES_PER_ELEMENT: number;
  set(source: ArrayLike<number>, offset?: number): void;
  fill(value: number, start?: number, end?: number): unknown;
}

/** A typed array of numbers with its elements and length. */
export interface AnyArray extends NumberArray, ArrayLike<number> {
  readonly length: number;
  [index: number]: number;
}

/**
 * A typed array by its tag (`'Float32Array'`) and buffer. To compare an array with `Float32Array` itself, the compiler
 * would compare all methods of both.
 */
export interface Kind<out K, out B> {
  readonly [Symbol.toStringTag]: K;
  readonly buffer: B;
}

/** The kinds of typed arrays by their tags, over a buffer of type `B`. */
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

/** The constructor of a kind. */
export interface ArrayTypeOf<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** The kind of `A` over a buffer of type `B`. A kind that `Kinds` does not list stays as it is. */
export type KindOverBuffer<A, B extends ArrayBufferLike> =
  A extends Kind<infer K extends keyof Kinds<ArrayBufferLike>, unknown> ? Kinds<B>[K] : A;

/**
 * `A` in a form that the compiler does not infer from. In the result of a function, it makes the compiler infer `A`
 * from the arguments alone, and not from the type that the caller expects.
 */
export type FromArgument<A> = [A][A extends unknown ? 0 : never];
