// No twin in types: the limits of a device are known only at run time.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { ElementRange } from '../../types/place/range.ts';
import type { StorageLimits } from '../../types/webgpu/device.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { badLimit } from './issues.ts';

/** Buffers take a multiple of so many bytes, because an array of `vec4` in a shader sees only whole elements. */
export const BUFFER_UNIT = 16;
/** A cut is at a multiple of so many elements: of 16 bytes, also for elements of two bytes. */
const CUT_UNIT = 8;
/** A cut inside a leaf is at a multiple of so many elements in large buffers, so that the rest can be bound. */
const BINDING_UNIT = 256;

/** The number of bytes that a shader can bind of one buffer. @throws TypeError for anything but limits */
export function mostBytesOf(limits: StorageLimits): number {
  const most = Math.min(limits?.maxStorageBufferBindingSize, limits?.maxBufferSize);
  if (!(most >= 32)) throw new TypeError(badLimit(most));
  return Math.floor(most / BUFFER_UNIT) * BUFFER_UNIT;
}

/**
 * Divides a flat array into ranges of which each fits in one buffer. If it fits as a whole, that is one range. A cut is
 * at the start of a leaf if that fills half of the buffer, at best of an outer block; else it is inside a leaf.
 */
export function bufferRangesOf(layout: LayoutLike, limits: StorageLimits, bytesPerElement: number): ElementRange[] {
  const { size } = rootOfLayout(layout);
  const most = mostBytesOf(limits) / bytesPerElement;
  const ranges: ElementRange[] = [];
  let start = 0;
  while (start + most < size) {
    const end = cutOf(layout, start, most);
    ranges.push({ start, end });
    start = end;
  }
  return [...ranges, { start, end: size }];
}

function cutOf({ slots }: LayoutLike, start: number, most: number): number {
  const unit = most < 16 * BINDING_UNIT ? CUT_UNIT : BINDING_UNIT;
  let cut = Math.floor((start + most) / unit) * unit;
  let least = Infinity; // how many segments the leaf at the cut shares with the leaf before it
  let before: string[] = [];
  for (const { offset, path, tiedTo } of slots) {
    if (tiedTo !== undefined) continue;
    const segments = path.split('.');
    const shared = segments.findIndex((segment, i) => segment !== before[i]);
    before = segments;
    if (offset % CUT_UNIT === 0 && offset >= start + most / 2 && offset <= start + most && shared <= least) {
      cut = offset;
      least = shared;
    }
  }
  return cut;
}
