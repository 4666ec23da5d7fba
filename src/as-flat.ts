import type { FlatSchemaOf } from '../types/any-layout.ts';
import type { LayoutLike } from '../types/checkpoint/any.ts';
import type { FlatIn, FlatOver, PlainOf } from '../types/flat.ts';
import type { AnyArray, NumberArray } from '../types/view.ts';
import { bindFlat } from './flat.ts';
import { describe } from './found.ts';
import { kindOf } from './leaf.ts';
import { rootOfLayout } from './root-of.ts';

/**
 * The same array as a flat array of a layout, to the compiler: one that was sliced, mapped, shared with a worker or read back from a GPU. Its
 * length and kind are checked; nothing is copied.
 *
 * @example
 * const doubled = asFlat(model, flat.map((x) => 2 * x));
 * doubled.length; // 60, as a type too
 * asFlat(model, new Float32Array(59)); // RangeError: a flat array of length 60 was expected, found one of 59
 *
 * @throws RangeError for another length, TypeError for what is no typed array of numbers
 */
export function asFlat<L extends LayoutLike, A extends NumberArray>(
  layout: L,
  array: FlatIn<FlatSchemaOf<L>, A>,
): FlatOver<FlatSchemaOf<L>, PlainOf<A>> {
  const { size } = rootOfLayout(layout);
  if (kindOf(array) === undefined)
    throw new TypeError(`a typed array of numbers was expected, found ${describe(array)}`);
  return bindFlat(size, array as NumberArray as AnyArray) as never; // the two halves are twins: the compiler cannot compare them
}
