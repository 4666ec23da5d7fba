// No twin in types: the limits of a device are known only at run time.
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { ElementRange } from '../../types/place/range.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { StorageLimits } from '../../types/webgpu/device.ts';
import { describe } from '../array/describe.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { badLimit } from './issues.ts';

/** Buffers take a multiple of so many bytes, because an array of `vec4` in a shader sees only whole elements. */
export const BUFFER_UNIT = 16;
/** Cuts are at multiples of so many elements: of 16 bytes, also for elements of two bytes. */
const CUT_UNIT = 8;
/** A cut inside a leaf is at a multiple of so many elements, so that a part of the leaf can be bound. */
const BINDING_UNIT = 256;
/** A buffer is filled at least so far to end at the start of a leaf. */
const FILLED = 0.5;

type LimitedSize = 'maxBufferSize' | 'maxStorageBufferBindingSize';

/** The number of bytes that one buffer may hold under the limits of a device. @throws TypeError for bad limits */
export function mostBytesOf(limits: StorageLimits): { readonly bytes: number; readonly limit: LimitedSize } {
  for (const name of ['maxStorageBufferBindingSize', 'maxBufferSize'] as const) {
    const value: unknown = (limits as StorageLimits | undefined)?.[name];
    if (typeof value !== 'number' || !(value >= 32))
      throw new TypeError(badLimit(name, typeof value === 'number' ? `${value}` : describe(value)));
  }
  const limit: LimitedSize =
    limits.maxBufferSize < limits.maxStorageBufferBindingSize ? 'maxBufferSize' : 'maxStorageBufferBindingSize';
  return { bytes: Math.floor(limits[limit] / BUFFER_UNIT) * BUFFER_UNIT, limit };
}

/**
 * Divides a flat array into ranges of which each fits in one buffer. If it fits as a whole, that is one range. A cut is
 * at the start of a leaf if one is near enough, at best of an outer block; else it is inside a leaf.
 */
export function bufferRangesOf(layout: LayoutLike, limits: StorageLimits, bytesPerElement: number): ElementRange[] {
  const { size } = rootOfLayout(layout);
  const most = mostBytesOf(limits).bytes / bytesPerElement;
  if (size <= most) return [{ start: 0, end: size }];
  const borders = bordersOf(slotsOfOwners(layout));
  const ranges: ElementRange[] = [];
  let start = 0;
  for (let next = 0; start + most < size;) {
    const end = start + most;
    let best: Border | undefined;
    for (; next < borders.length && (borders[next] as Border).offset <= end; next++) {
      const border = borders[next] as Border;
      if (border.offset >= start + most * FILLED && border.depth <= (best?.depth ?? Infinity)) best = border;
    }
    const cut = best?.offset ?? insideLeaf(start, most);
    ranges.push({ start, end: cut });
    while (next > 0 && (borders[next - 1] as Border).offset > cut) next--;
    start = cut;
  }
  return [...ranges, { start, end: size }];
}

const insideLeaf = (start: number, most: number): number => {
  const unit = most < 16 * BINDING_UNIT ? CUT_UNIT : BINDING_UNIT;
  return Math.floor((start + most) / unit) * unit;
};

/** The start of a leaf where a buffer may end. `depth` counts the segments that it shares with the leaf before. */
interface Border {
  readonly offset: number;
  readonly depth: number;
}

function bordersOf(owners: readonly Slot[]): Border[] {
  return owners.flatMap(({ offset, path }, i) => {
    if (i === 0 || offset % CUT_UNIT !== 0) return [];
    const [here, before] = [path.split('.'), (owners[i - 1] as Slot).path.split('.')];
    return [{ offset, depth: here.findIndex((segment, s) => segment !== before[s]) }];
  });
}
