// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../types/array/kind.ts';
import type { ElementRange } from '../../types/place/range.ts';
import type { QueueLike } from '../../types/webgpu/device.ts';
import { type HeldRange, wordRunsOf } from './buffer-parts.ts';

/** Copies ranges of a flat array to their places in its buffers. */
export function writeRanges(
  queue: QueueLike,
  parts: readonly HeldRange[],
  flat: AnyArray,
  ranges: readonly ElementRange[],
): void {
  const bytes = flat.BYTES_PER_ELEMENT;
  for (const { buffer, offset, size, start, end } of wordRunsOf(ranges, parts, bytes)) {
    let from = new Uint8Array(flat.buffer, flat.byteOffset + start * bytes, (end - start) * bytes);
    if (!(from.buffer instanceof ArrayBuffer)) from = from.slice(); // Dawn in Node accepts no shared memory
    const whole = from.length - (from.length % 4);
    if (whole > 0) queue.writeBuffer(buffer, offset, from.buffer as ArrayBuffer, from.byteOffset, whole);
    if (whole === size) continue;
    // The flat array ends within its last word.
    const word = new Uint8Array(4);
    word.set(from.subarray(whole));
    queue.writeBuffer(buffer, offset + whole, word.buffer, 0, 4);
  }
}
