// No twin in types: the limits of a device are known only at run time.
import type { ElementRange } from '../../types/place/range.ts';
import type { StorageLimits } from '../../types/webgpu/device.ts';
import { childPlaceOf, type Place, rootPlaceOf } from '../place/place.ts';
import type { Node } from '../schema/node.ts';
import { expected } from './issues.ts';

/** Buffers take a multiple of so many bytes, because an array of `vec4` in a shader sees only whole elements. */
export const BUFFER_UNIT = 16;
/** A cut is at a multiple of so many elements: of 16 bytes, also for elements of two bytes. */
const CUT_UNIT = 8;

/** The number of bytes that a shader can bind of one buffer. @throws TypeError for anything but limits */
export function mostBytesOf(limits: StorageLimits): number {
  const most = Math.min(limits?.maxStorageBufferBindingSize, limits?.maxBufferSize);
  if (!(most >= 32)) throw new TypeError(expected('a limit of at least 32 bytes', most));
  return Math.floor(most / BUFFER_UNIT) * BUFFER_UNIT;
}

/**
 * Divides a flat array into ranges of which each fits in one buffer. If it fits as a whole, that is one range. A cut is
 * at the start of a leaf if that fills half of the buffer, at best of an outer block; else it is inside a leaf. What
 * the schema aligns stays aligned behind a cut.
 */
export function bufferRangesOf(root: Node, limits: StorageLimits | undefined, bytesPerElement: number): ElementRange[] {
  const most = limits === undefined ? Infinity : mostBytesOf(limits) / bytesPerElement;
  const unit = Math.max(CUT_UNIT, root.align <= most ? root.align : 0);
  const ranges: ElementRange[] = [];
  let start = 0;
  while (start + most < root.size) {
    const end = cutOf(rootPlaceOf(root), start + most / 2, start + most, unit);
    ranges.push({ start, end });
    start = end;
  }
  return [...ranges, { start, end: root.size }];
}

/** Returns where to cut between `least` and `most`. */
function cutOf(place: Place, least: number, most: number, unit: number): number {
  const { node } = place;
  let last: Place | undefined; // the last child that starts early enough
  for (let i = 0; node.kind === 'group' && i < node.count; i++) {
    const child = childPlaceOf(place, i);
    if (child.tiedTo === undefined && child.offset <= most) last = child;
  }
  if (last === undefined) return Math.floor(most / unit) * unit;
  return last.offset >= least && last.offset % unit === 0 ? last.offset : cutOf(last, least, most, unit);
}
