// No twin in types: concerns buffers, whose sizes are known only at run time.
import type { ElementRange } from '../../types/place/range.ts';
import type { BufferLike, BufferPart, BuffersLike, BufferWindow } from '../../types/webgpu/device.ts';
import { roundUp } from '../schema/node.ts';
import { expected } from './issues.ts';

export const USAGE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, STORAGE: 128 } as const;

/** The bytes of a flat array that one buffer holds, from the byte `offset` of the buffer on. */
export interface HeldBytes {
  readonly buffer: BufferLike;
  readonly offset: number;
  /** In bytes of the flat array: multiples of four, the size of a word. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds out which bytes of a flat array of `length` bytes each buffer holds. All buffers but the last are full.
 *
 * @throws RangeError if they have not exactly the elements of the flat array, or lack a usage
 * @throws TypeError for anything but buffers, windows and lists of them
 */
export function bufferPartsOf(buffers: BuffersLike, length: number, needs: keyof typeof USAGE): HeldBytes[] {
  let end = 0;
  const parts = [buffers].flat().map((each) => {
    const { buffer, offset, size } = windowOf(each);
    if ((buffer.usage & USAGE[needs]) === 0)
      throw new RangeError(expected(`a buffer with the usage ${needs}`, buffer.usage));
    const start = end;
    end += Math.floor(size / 4) * 4;
    return { buffer, offset, start, end };
  });
  // A list has the buffers of the whole flat array, and no more.
  const startOfLast = parts.at(-1)?.start ?? Infinity;
  if (end < length || startOfLast >= Math.max(length, 1))
    throw new RangeError(`the flat array takes ${length} bytes, found ${end} (buffers: ${parts.length})`);
  return parts;
}

function windowOf(part: BufferPart): Required<BufferWindow> {
  const window =
    (part as Partial<BufferWindow> | null)?.buffer ? (part as BufferWindow) : { buffer: part as BufferLike };
  const { buffer, offset = 0, size = buffer?.size - offset }: BufferWindow = window;
  if (typeof buffer?.size !== 'number')
    throw new TypeError(expected('a GPUBuffer, a window on one or a list of them', buffer));
  if (!(offset >= 0 && offset % 4 === 0 && size >= 0 && offset + size <= buffer.size))
    throw new RangeError(`a window must lie at a multiple of 4 in its buffer of ${buffer.size} bytes`);
  return { buffer, offset, size };
}

/** Whole words of a buffer, and the bytes of the flat array in them that were asked for. All numbers are in bytes. */
export interface WordRun extends HeldBytes {
  /** Where the words start in the flat array, and in a list of the words of this buffer. */
  readonly first: number;
  readonly place: number;
  readonly size: number;
  /** How many bytes of the buffer or window are left from the first word on. */
  readonly room: number;
}

/**
 * Returns the words of a buffer that hold ranges of elements, in memory order. GPUs copy words, so a run of 16-bit
 * elements may start or end one element further out.
 */
export function wordRunsOf(part: HeldBytes, ranges: readonly ElementRange[], bytesPerElement: number): WordRun[] {
  const { buffer } = part;
  const runs: WordRun[] = [];
  let place = 0;
  for (const range of ranges) {
    const start = Math.max(range.start * bytesPerElement, part.start);
    const end = Math.min(range.end * bytesPerElement, part.end);
    if (start >= end) continue;
    const first = start - (start % 4);
    const size = roundUp(end - first, 4);
    runs.push({
      buffer,
      offset: part.offset + first - part.start,
      start,
      end,
      first,
      place,
      size,
      room: part.end - first,
    });
    place += size;
  }
  return runs;
}
