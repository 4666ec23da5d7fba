import type { SchemaOfSelection, SelectionLike } from '../../types/select/vector.ts';
import type { FromArgument } from '../../types/array/kind.ts';
import type { FlatOver } from '../../types/view/flat.ts';
import type { KindIn } from '../../types/view/source.ts';
import type { ArrayType } from '../array/kind.ts';
import { zeros } from '../view/flat.ts';
import { requireSelection } from './gather.ts';

/**
 * Returns a flat array of 1 for each selected element and 0 for each other, pads included: a `Float32Array`, or an
 * array of the given kind.
 *
 * @example
 * const frozen = mask(select(model, 'wte'), Uint8Array);
 * frozen.length; // 60, as a type too
 * frozen.reduce((sum, x) => sum + x, 0); // 20
 *
 * @throws TypeError for anything but a selection and a kind of typed arrays of numbers
 */
export function mask<Z extends SelectionLike, A = Float32Array<ArrayBuffer>>(
  selection: Z,
  type?: KindIn<A>,
): FlatOver<SchemaOfSelection<Z>, FromArgument<A>> {
  const { ranges, flatLength } = requireSelection(selection);
  // `as`: the compiler cannot compare its half with this one.
  const flat = zeros(flatLength, type as ArrayType | undefined);
  for (const { start, end } of ranges) flat.fill(1, start, end);
  return flat as never;
}
