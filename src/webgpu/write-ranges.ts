// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../types/array/kind.ts';
import type { ElementRange } from '../../types/place/range.ts';
import type { QueueLike } from '../../types/webgpu/device.ts';
import { type HeldBytes, wordRunsOf } from './buffer-parts.ts';

/** Copies ranges of a flat array to their places in its buffers. */
export function queueRanges(
  queue: QueueLike,
  parts: readonly HeldBytes[],
  { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: AnyArray,
  ranges: readonly ElementRange[],
): void {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (const part of parts)
    for (const { buffer: to, offset, first, size } of wordRunsOf(part, ranges, BYTES_PER_ELEMENT)) {
      const held = bytes.subarray(first, first + size);
      // Dawn in Node accepts no shared memory, and 16-bit elements may end within a word.
      const words = buffer instanceof ArrayBuffer && held.length === size ? held : new Uint8Array(size);
      if (words !== held) words.set(held);
      queue.writeBuffer(to, offset, words.buffer as ArrayBuffer, words.byteOffset, size);
    }
}
