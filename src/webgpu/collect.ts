// No twin in types: concerns buffers that a GPU fills at run time.
import type { AnyArray } from '../../types/array/kind.ts';
import type { GpuError, MappableBuffer } from '../../types/webgpu/device.ts';
import { type WordRun, USAGE } from './buffer-parts.ts';

/** A buffer that can be mapped, and the runs of words that the GPU copies into it. */
export interface Stage {
  readonly buffer: MappableBuffer;
  readonly runs: readonly WordRun[];
}

/**
 * Waits until the GPU has filled all buffers, copies the elements in them to an array, and destroys the buffers. With
 * `isPacked` the elements follow each other in the array; else each gets its place in the flat array.
 *
 * @throws Error if the device was lost, or if the GPU reports an error; the array is then as before
 */
export async function collect(
  stages: readonly Stage[],
  refused: PromiseLike<GpuError | null>,
  target: AnyArray,
  isPacked: boolean,
): Promise<void> {
  try {
    const mapped = stages.map(({ buffer }) => buffer.mapAsync(USAGE.MAP_READ).then(() => null, whyUnmapped));
    for (const error of await Promise.all([refused, ...mapped]))
      if (error) throw new Error(`readback: ${error.message}`, { cause: error });
    let next = 0;
    for (const { runs, buffer } of stages) {
      const words = buffer.getMappedRange();
      for (const { start, end, first, place } of runs) {
        const from = new Uint8Array(words, place + start - first, end - start);
        new Uint8Array(target.buffer, target.byteOffset + (isPacked ? next : start), from.length).set(from);
        next += from.length;
      }
    }
  } finally {
    for (const { buffer } of stages) buffer.destroy();
  }
}

/** Nobody else unmaps the buffers, so only the loss of the device aborts the mapping. */
const whyUnmapped = (error: Error): Error =>
  error.name === 'AbortError' ? new Error('the device was lost', { cause: error }) : error;
