import type { LabelIndexOf } from '../../types/place/index-of.ts';
import type { ElementRange } from '../../types/place/range.ts';
import type { LabelParameter } from '../../types/place/label.ts';
import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn } from '../../types/place/path-parameter.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { INDEX_PATTERN } from '../schema/path.ts';
import { badElementIndex, notALabel, wrongRank } from './issues.ts';
import { join, type Node } from '../schema/node.ts';
import { findPlace, isScalar, type LeafPlace, type Place, rootPlaceOf } from './place.ts';
import { stridedShapeOf } from './slot.ts';

/** A path, in which `[i]` may stand for `.i`, with the indices of an element at the end. */
const LABEL_PATTERN = /^[^[\]]*(?:\[[^[\]]*\](?=[.[]|$)[^[\]]*)*$/;
/** The last brackets of a label, and what is before them. */
const LAST_BRACKETS_PATTERN = /^(.*)\[([^[\]]*)\]$/;

/**
 * Returns the index of an element in the flat array by its label, or the range of a leaf or subtree by its path. It is
 * the inverse of `labelAt`. A scalar's path gives an index. Under a tie, the result is the place of the owner. For an
 * index of a list, `[i]` may stand in place of `.i`, as in ComponentArrays.jl.
 *
 * @example
 * indexOf(model, 'h.1.bias[2]'); // 22, as a type too
 * indexOf(model, 'h[1].bias[2]'); // 22, as a type too
 * indexOf(model, 'h.1'); // { start: 20, end: 40 }, as a type too
 *
 * @throws RangeError for an unknown path, with the nearest name, and for a wrong number of indices or one out of range
 * @throws TypeError for anything but a layout and a label
 */
export function indexOf<L extends LayoutLike, const P extends string>(
  layout: L,
  label: PathIn<P, LabelParameter<SchemaOf<L>, P>>,
): LabelIndexOf<L, P> {
  // `as`: the compiler cannot compare its half with this one.
  return findLabel(rootOfLayout(layout), label as string) as LabelIndexOf<L, P>;
}

function findLabel(root: Node, label: string): number | ElementRange {
  if (typeof label !== 'string') throw new TypeError(`a label was expected, found ${describe(label)}`);
  if (!LABEL_PATTERN.test(label)) throw new RangeError(notALabel(label));
  const [, head, indices] = LAST_BRACKETS_PATTERN.exec(label) ?? [];
  if (head === undefined || indices === undefined) return rangeOrIndexOf(findNamed(root, dotted(label)));
  const place = head === '' ? rootPlaceOf(root) : findPlace(root, dotted(head));
  if (place.node.kind !== 'leaf') return rangeOrIndexOf(findPlace(root, join(dotted(head), indices)));
  return findElement(place as LeafPlace, indices, label);
}

const dotted = (path: string): string => path.replace(/^\[(.*?)\]/, '$1').replace(/\[(.*?)\]/g, '.$1');

/** Returns the place of a path. A layout that is one leaf has the empty path; in any other, nothing has it. */
function findNamed(root: Node, path: string): Place {
  const place = rootPlaceOf(root);
  return path === '' && place.node.kind === 'leaf' ? place : findPlace(root, path);
}

function rangeOrIndexOf(place: Place): number | ElementRange {
  if (isScalar(place)) return place.offset;
  const { node, offset } = place;
  return Object.freeze({ start: offset, end: offset + (node.kind === 'leaf' ? node.length : node.size) });
}

function findElement(place: LeafPlace, text: string, label: string): number {
  const { shape, strides } = stridedShapeOf(place.node, place.transposed);
  const indices = text.split(',');
  if (indices.length !== shape.length) throw new RangeError(wrongRank(label, place.path, shape));
  return indices.reduce((at, index, d) => {
    const size = shape[d] as number;
    if (!INDEX_PATTERN.test(index) || Number(index) >= size)
      throw new RangeError(badElementIndex(index, d, place.path, size));
    return at + Number(index) * (strides[d] as number);
  }, place.offset);
}
