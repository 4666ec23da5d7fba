// No twin in types: concerns buffers, whose sizes are known only at run time.
import type { ElementRange } from '../../types/place/range.ts';
import type { BufferLike, BufferPart, BuffersLike, BufferWindow } from '../../types/webgpu/device.ts';
import { describe } from '../array/describe.ts';
import { badWindow, noBuffer, noUsage, wrongBuffers } from './issues.ts';

/** The elements of a flat array that one buffer holds, from the byte `offset` of the buffer on. */
export interface HeldRange<B = BufferLike> extends ElementRange {
  readonly buffer: B;
  readonly offset: number;
}

export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, STORAGE: 128 } as const;

/**
 * Finds out which elements each buffer holds. All but the last are full.
 *
 * @throws RangeError if they have not exactly the elements of the flat array, or lack a usage
 * @throws TypeError for anything but buffers, windows and lists of them
 */
export function bufferPartsOf(
  buffers: BuffersLike,
  length: number,
  bytesPerElement: number,
  needs: keyof typeof USAGE,
): HeldRange[] {
  const list: readonly BufferPart[] = Array.isArray(buffers) ? buffers : [buffers as BufferPart];
  let start = 0;
  const parts = list.map((each) => {
    const { buffer, offset, size } = windowOf(each);
    if ((buffer.usage & USAGE[needs]) === 0) throw new RangeError(noUsage(needs, buffer.usage));
    const part = { buffer, offset, start, end: start + Math.floor(size / 4) * (4 / bytesPerElement) };
    start = part.end;
    return part;
  });
  const last = parts.at(-1);
  // A list has the buffers of the whole flat array, and no more.
  if (last === undefined || start < length || (last.start >= length && length > 0))
    throw new RangeError(wrongBuffers(length * bytesPerElement, start * bytesPerElement, parts.length));
  last.end = length;
  return parts;
}

function windowOf(part: BufferPart): Required<BufferWindow> {
  const window: BufferWindow = Object(part) === part && 'buffer' in part ? part : { buffer: part as BufferLike };
  const { buffer, offset = 0 } = window;
  if (typeof buffer?.size !== 'number') throw new TypeError(noBuffer(describe(buffer)));
  const { size = buffer.size - offset } = window;
  if (!(offset >= 0 && offset % 4 === 0 && size >= 0 && offset + size <= buffer.size))
    throw new RangeError(badWindow(buffer.size));
  return { buffer, offset, size };
}

/** Whole words of a buffer, and the elements of the flat array in them. `offset` and `size` are in bytes. */
export interface WordRun extends ElementRange {
  readonly buffer: BufferLike;
  readonly offset: number;
  readonly size: number;
  /** Those elements that were asked for. */
  readonly asked: ElementRange;
}

/**
 * Returns the words that hold ranges of elements, in memory order. A run of 16-bit elements grows to whole words, so
 * that it may start or end one element further out. In the last word of a flat array of odd length, the second half
 * holds no element.
 */
export function wordRunsOf(
  ranges: readonly ElementRange[],
  parts: readonly HeldRange[],
  bytesPerElement: number,
): WordRun[] {
  const perWord = 4 / bytesPerElement;
  return parts.flatMap((part) =>
    ranges.flatMap((range) => {
      const asked = { start: Math.max(range.start, part.start), end: Math.min(range.end, part.end) };
      if (asked.start >= asked.end) return [];
      const first = Math.floor((asked.start - part.start) / perWord); // the words of a part are counted from its start
      const size = (Math.ceil((asked.end - part.start) / perWord) - first) * 4;
      const start = part.start + first * perWord;
      const end = Math.min(part.end, start + size / bytesPerElement);
      return [{ buffer: part.buffer, offset: part.offset + first * 4, size, start, end, asked }];
    }),
  );
}
