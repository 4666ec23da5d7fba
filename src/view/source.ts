import type { AnyArray } from '../../types/array/kind.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import { noNumbers } from '../schema/issues.ts';
import { isSize } from '../schema/size.ts';

/**
 * What `view` accepts: a typed array, a buffer, or an object with a buffer, such as a WebAssembly.Memory, which
 * replaces its buffer when it grows.
 */
export type ViewSource = AnyArray | ArrayBufferLike | { readonly buffer: ArrayBufferLike };

/** Returns a typed array of `length` elements over a buffer, from `byteOffset` (in bytes) on. */
export function bindBuffer(length: number, buffer: ArrayBufferLike, byteOffset: number, Type: ArrayType): AnyArray {
  const bytes = requireNumberType(Type).BYTES_PER_ELEMENT;
  if (!isSize(byteOffset) || byteOffset % bytes !== 0) {
    const found = typeof byteOffset === 'number' ? byteOffset : describe(byteOffset);
    throw new RangeError(`the byte offset must be a non-negative multiple of ${bytes}, found ${found}`);
  }
  const end = byteOffset + length * bytes;
  if (end > buffer.byteLength) {
    throw new RangeError(`bytes ${byteOffset} to ${end} are needed, but the buffer has ${buffer.byteLength}`);
  }
  return new Type(buffer, byteOffset, length);
}

/** Returns the buffer itself, or the buffer of an object. @throws TypeError for anything else */
export function bufferOf(source: unknown): ArrayBufferLike {
  if (isBuffer(source)) return source;
  if (
    typeof source === 'object' &&
    source !== null &&
    'buffer' in source &&
    isBuffer(source.buffer) &&
    !ArrayBuffer.isView(source)
  ) {
    return source.buffer;
  }
  throw new TypeError(`a typed array or a buffer was expected, found ${describe(source)}`);
}

/**
 * Accepts buffers of any realm. A page that is not cross-origin isolated has no global SharedArrayBuffer, so the tag
 * decides.
 */
function isBuffer(value: unknown): value is ArrayBufferLike {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}

/** Returns the constructor of a typed array of numbers, of any realm. @throws TypeError for anything else */
export function requireNumberType(Type: ArrayType): ArrayType {
  const isType = typeof Type === 'function' && 'BYTES_PER_ELEMENT' in Type;
  if (!isType || typeOfKind(kindOf(new Type(0))) === undefined) {
    throw new TypeError(noNumbers((typeof Type === 'function' && Type.name) || describe(Type)));
  }
  return Type;
}
