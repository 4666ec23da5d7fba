import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { SchemaOfSelection, SelectionLike, Vector, VectorIn } from '../../types/select/vector.ts';
import type { FlatIn, PlainOf } from '../../types/view/flat.ts';
import { describe } from '../array/describe.ts';
import { type ArrayType, kindOf, typeOfKind } from '../array/kind.ts';
import { overlap } from '../array/overlap.ts';
import { bindFlat } from '../view/flat.ts';

/**
 * Copies the selected elements of a flat array into one vector, in memory order. The vector is of the kind of the flat
 * array: a new one, or `out`.
 *
 * @example
 * const picked = select(model, '**.bias');
 * const vector = gather(picked, flat);
 * vector.length; // 8, as a type too
 * vector[0] === flat[0]; // true
 *
 * @throws RangeError for a flat array of another length, and for an `out` of another length or over the same elements
 * @throws TypeError for anything but a selection and typed arrays of one kind
 */
export function gather<Z extends SelectionLike, A extends NumberArray>(
  selection: Z,
  flat: FlatIn<SchemaOfSelection<Z>, A>,
  out?: PlainOf<A>,
): Vector<Z, A> {
  // `as`: the compiler cannot compare its half with this one.
  const { ranges, flatLength } = requireSelection(selection);
  const length = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const from = bindFlat(flatLength, flat as NumberArray as AnyArray);
  const to = out === undefined ? new (typeOf(from))(length) : requireVector(out, from, length);
  let at = 0;
  for (const { start, end } of ranges) {
    copyRun(from, start, end, to, at);
    at += end - start;
  }
  return to as never;
}

/**
 * Writes a vector, as `gather` returns it, back to the selected elements of a flat array. It leaves all other elements
 * as they are, and returns the flat array.
 *
 * @example
 * const chosen = select(model, 'h.1.weight');
 * const doubled = gather(chosen, flat).map((x) => 2 * x);
 * scatter(chosen, doubled, flat) === flat; // true
 *
 * @throws RangeError for a vector or a flat array of another length, and for a vector over the same elements
 * @throws TypeError for anything but a selection and typed arrays of one kind
 */
export function scatter<Z extends SelectionLike, V extends NumberArray, A extends NumberArray>(
  selection: Z,
  vector: VectorIn<Z, V>,
  flat: FlatIn<SchemaOfSelection<Z>, A>,
): A {
  // `as`: the compiler cannot compare its half with this one.
  const { ranges, flatLength } = requireSelection(selection);
  const length = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const to = bindFlat(flatLength, flat as NumberArray as AnyArray);
  const from = requireVector(vector, to, length);
  let at = 0;
  for (const { start, end } of ranges) {
    copyRun(from, at, at + end - start, to, start);
    at += end - start;
  }
  return flat as never;
}

/** @throws TypeError for anything but a selection */
export function requireSelection(value: unknown): SelectionLike {
  const { ranges, flatLength } = (value ?? {}) as Partial<SelectionLike>;
  if (!Array.isArray(ranges) || typeof flatLength !== 'number')
    throw new TypeError(`a selection was expected, found ${describe(value)}`);
  return value as SelectionLike;
}

/** Returns a vector of exactly `length` elements, of the kind of a flat array and apart from it. */
function requireVector(given: unknown, flat: AnyArray, length: number): AnyArray {
  const [kind, expected] = [kindOf(given), kindOf(flat)];
  if (kind !== expected)
    throw new TypeError(`a vector of kind ${expected} was expected, found ${kind ?? describe(given)}`);
  const vector = given as AnyArray;
  if (vector.length !== length)
    throw new RangeError(`a vector of length ${length} was expected, found one of ${vector.length}`);
  if (overlap(vector, flat))
    throw new RangeError('the vector and the flat array must not overlap, found two over the same elements');
  return vector;
}

const typeOf = (array: AnyArray): ArrayType => typeOfKind(kindOf(array)) as ArrayType; // `bindFlat` has checked it

/** Below this length a loop is faster than `set`, which needs a window on the source. */
const SHORT = 48;
function copyRun(from: AnyArray, start: number, end: number, to: AnyArray, at: number): void {
  if (end - start >= SHORT)
    to.set((from as Float32Array).subarray(start, end), at); // or another kind
  else for (let i = start; i < end; i++) to[at + i - start] = from[i] as number;
}
