import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatOver, FlatSchemaOf, PlainOf, SharedOption } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, FLOAT32, kindOf, typeOfKind } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { onlyBuffers, wrongLength } from '../schema/issues.ts';
import { requireOwnOrder } from '../schema/strides.ts';
import { bindBuffer, bufferOf, requireNumberType, type ViewSource } from './source.ts';

/**
 * Checks what a caller wants to bind and returns it as a typed array of exactly `length` elements. `byteOffset` is in
 * bytes.
 *
 * @throws TypeError for anything that does not hold numbers, and for a byte offset or type without a buffer
 * @throws RangeError if the length, the offset or the alignment does not fit
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
    const hint = kind === 'Uint8Array' && flat.length === 4 * length ? '; for bytes pass their buffer' : '';
    throw new RangeError(wrongLength(length, flat.length) + hint);
  }
  requireOwnOrder(flat);
  return flat;
}

/**
 * Returns a new array of `length` zeros: a Float32Array or the given kind, with `{ shared: true }` in shared memory.
 */
export function zeros(length: number, type: ArrayType | SharedOption = FLOAT32, options?: SharedOption): AnyArray {
  if (typeof type === 'object') return zeros(length, FLOAT32, type);
  const Type = requireNumberType(type);
  if (options === undefined) return new Type(length);
  if (options?.shared !== true) throw new TypeError(`{ shared: true } was expected, found ${describe(options)}`);
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT), 0, length);
}

/**
 * Returns the same array, typed as a flat array of a layout. Use it for an array that was sliced, mapped, shared with a
 * worker or read back from a GPU. It checks length and kind and copies nothing.
 *
 * @example
 * const doubled = asFlat(model, flat.map((x) => 2 * x));
 * doubled.length; // 60, as a type too
 * asFlat(model, new Float32Array(59)); // RangeError: a flat array of length 60 was expected, found one of 59
 *
 * @throws RangeError for another length
 * @throws TypeError for anything but a typed array of numbers
 */
export function asFlat<L extends LayoutLike, A extends NumberArray>(
  layout: L,
  array: FlatIn<FlatSchemaOf<L>, A>,
): FlatOver<FlatSchemaOf<L>, PlainOf<A>> {
  const { size } = rootOfLayout(layout);
  if (kindOf(array) === undefined)
    throw new TypeError(`a typed array of numbers was expected, found ${describe(array)}`);
  // `as never`: the compiler cannot compare its half with this one.
  return bindFlat(size, array as NumberArray as AnyArray) as never;
}
