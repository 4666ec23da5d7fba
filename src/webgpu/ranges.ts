// No twin in types: types/webgpu/where.ts has the checks of the compiler.
import type { ElementRange } from '../../types/place/range.ts';
import type { SelectionLike } from '../../types/select/vector.ts';
import { describe } from '../array/describe.ts';
import { findPlace } from '../place/place.ts';
import type { Node } from '../schema/node.ts';
import { noWhere, OTHER_SELECTION, ownsNothing } from './issues.ts';

/**
 * Returns the ranges of a path, as `at` gives it, or of a selection, in memory order.
 *
 * @throws RangeError for an unknown path, for a subtree that holds only ties, and for a selection of another layout
 * @throws TypeError for anything but a path or a selection
 */
export function rangesAt(root: Node, where: unknown): readonly ElementRange[] {
  if (typeof where === 'string') return [rangeAt(root, where)];
  const { ranges, flatLength } = (where ?? {}) as Partial<SelectionLike>;
  if (ranges === undefined) throw new TypeError(noWhere(describe(where)));
  if (flatLength !== root.size) throw new RangeError(OTHER_SELECTION);
  return ranges;
}

/** The range of a path, as `at` gives it. */
export function rangeAt(root: Node, path: string): ElementRange {
  const { node, offset } = findPlace(root, path);
  if (node.kind === 'group' && node.hasTies && node.size === 0) throw new RangeError(ownsNothing(path));
  return { start: offset, end: offset + (node.kind === 'leaf' ? node.length : node.size) };
}
