import type { AnyArray } from '../types/view.ts';
import { describe } from './found.ts';
import { type ArrayType, FLOAT32, kindOf, typeOfKind } from './leaf.ts';
import { noNumbers, onlyBuffers, wrongLength } from './refusal.ts';
import { requireOwnOrder } from './strided.ts';

/** What `view` binds to, and objects that have such a buffer: a WebAssembly.Memory, whose buffer is a new one after it has grown. */
export type ViewSource = AnyArray | ArrayBufferLike | { readonly buffer: ArrayBufferLike };

/**
 * Checks what is to be bound, and gives it as a typed array of exactly `length` elements.
 *
 * @throws TypeError for what holds no numbers, RangeError where length, offset or alignment do not fit
 */
export function bindFlat(length: number, source: ViewSource, byteOffset = 0, Type?: ArrayType): AnyArray {
  const kind = kindOf(source);
  if (kind === undefined) return bindBuffer(length, bufferOf(source), byteOffset, Type ?? FLOAT32);
  const flat = source as AnyArray;
  if (typeOfKind(kind) === undefined) throw new TypeError(`a typed array of numbers was expected, found a ${kind}`);
  if (byteOffset !== 0 || Type !== undefined) {
    throw new TypeError(onlyBuffers(kind));
  }
  if (flat.length !== length) {
    const hint =
      kind === 'Uint8Array' && flat.length === 4 * length ? '; for the bytes of a Float32Array pass their buffer' : '';
    throw new RangeError(wrongLength(length, flat.length) + hint);
  }
  requireOwnOrder(flat);
  return flat;
}

function bindBuffer(length: number, buffer: ArrayBufferLike, byteOffset: number, Type: ArrayType): AnyArray {
  const bytes = requireNumberType(Type).BYTES_PER_ELEMENT;
  if (typeof byteOffset !== 'number')
    throw new TypeError(`a byte offset must be a number, found ${describe(byteOffset)}`);
  if (!Number.isSafeInteger(byteOffset) || byteOffset < 0) {
    throw new RangeError(`the byte offset must be a non-negative integer, found ${byteOffset}`);
  }
  if (byteOffset % bytes !== 0)
    throw new RangeError(`the byte offset must be a multiple of ${bytes}, found ${byteOffset}`);
  const end = byteOffset + length * bytes;
  if (end > buffer.byteLength) {
    throw new RangeError(`bytes ${byteOffset} to ${end} are needed, but the buffer has ${buffer.byteLength}`);
  }
  return new Type(buffer, byteOffset, length);
}

/** The constructor of a typed array of numbers, of any realm, or a refusal. */
export function requireNumberType(Type: ArrayType): ArrayType {
  const isType = typeof Type === 'function' && 'BYTES_PER_ELEMENT' in Type;
  if (!isType || typeOfKind(kindOf(new Type(0))) === undefined) {
    throw new TypeError(noNumbers((typeof Type === 'function' && Type.name) || describe(Type)));
  }
  return Type;
}

function bufferOf(source: unknown): ArrayBufferLike {
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

/** Of any realm; a page that is not isolated has no global SharedArrayBuffer to test against. */
function isBuffer(value: unknown): value is ArrayBufferLike {
  const tag = Object.prototype.toString.call(value);
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]';
}
