// No twin in types: types/webgpu/where.ts has the checks of the compiler.
import type { ElementRange } from '../../types/place/range.ts';
import type { SelectionLike } from '../../types/select/vector.ts';
import { findPlace } from '../place/place.ts';
import { rangeOf } from '../place/slot.ts';
import type { Node } from '../schema/node.ts';
import { expected } from './issues.ts';

/**
 * Returns the ranges of a path, as `at` gives it, or of a selection, in memory order.
 *
 * @throws RangeError for an unknown path, for a subtree that holds only ties, and for a selection of another layout
 * @throws TypeError for anything but a path or a selection
 */
export function rangesAt(root: Node, where: unknown): readonly ElementRange[] {
  if (typeof where === 'string') {
    const place = findPlace(root, where);
    const { offset: start, length } = rangeOf(place);
    if (length === 0 && place.node.hasTies)
      throw new RangeError(`'${where}' owns no elements; name the owner of its ties`);
    return [{ start, end: start + length }];
  }
  const { ranges, flatLength } = (where ?? {}) as Partial<SelectionLike>;
  if (ranges === undefined) throw new TypeError(expected('a path or a selection', where));
  if (flatLength !== root.size) throw new RangeError(expected('a selection of this layout', 'one of another layout'));
  return ranges;
}
