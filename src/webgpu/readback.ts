import type { NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { BuffersLike, DeviceLike } from '../../types/webgpu/device.ts';
import type { ReadbackOptions, ReadElements } from '../../types/webgpu/readback.ts';
import type { Where } from '../../types/webgpu/where.ts';
import { type ArrayType, FLOAT32 } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bufferPartsOf, USAGE, type WordRun, wordRunsOf } from './buffer-parts.ts';
import { bindGpuFlat, requireGpuKind } from './gpu-flat.ts';
import { rangesAt } from './ranges.ts';
import { requireDevice } from './upload.ts';

/**
 * Copies the elements that a GPU has in its buffers back to memory, after all work that was submitted before. It
 * resolves to a new flat array, or with `out` to that array. With `at`, a path or a selection, it copies only those
 * elements: into their places in `out`, or without `out` into an array of only those elements, in memory order.
 *
 * `type` is the kind of a new array, `Float32Array` by default. If it rejects, `out` is as before.
 *
 * @example
 * const buffer = upload(device, model, flat.fill(2));
 * const copy = await readback(device, buffer, model);
 * copy.length; // 60, as a type too
 * copy[59]; // 2
 * await readback(device, buffer, model, { out: flat }) === flat; // true
 * const bias = await readback(device, buffer, model, { at: 'h.1.bias' });
 * bias.length; // 4, as a type too
 *
 * @throws RangeError for an unknown path, an `out` of another length, and a buffer without room for the flat array or
 * without the usage COPY_SRC
 * @throws TypeError for anything but a device, buffers, a layout and options
 * @throws Error if the device was lost, or if the GPU could not copy, as from a buffer that was destroyed
 */
export async function readback<
  L extends LayoutLike,
  A = Float32Array<ArrayBuffer>,
  O extends NumberArray = never,
  const W extends Where = never,
>(
  device: DeviceLike,
  buffers: BuffersLike,
  layout: L,
  options?: ReadbackOptions<L, A, O, W>,
): Promise<ReadElements<L, A, O, W>> {
  requireDevice(device);
  const root = rootOfLayout(layout);
  requireOptions('readback', options ?? {}, ['type', 'out', 'at']);
  const { type, out, at } = options ?? {};
  const Type = requireGpuKind((type as ArrayType | undefined) ?? FLOAT32);
  const bound = out === undefined ? undefined : bindGpuFlat(root.size, out as NumberArray);
  const bytes = (bound ?? Type).BYTES_PER_ELEMENT;
  const ranges = at === undefined ? [{ start: 0, end: root.size }] : rangesAt(root, at);
  const target = bound ?? new Type(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  const stages = bufferPartsOf(buffers, root.size, bytes, 'COPY_SRC')
    .map((part) => wordRunsOf(ranges, [part], bytes))
    .filter((runs) => runs.length > 0);
  let place = 0; // of the next element in a new array
  await copyRuns(device, stages, ({ start, asked }, words) => {
    const to = bound === undefined ? place : asked.start;
    const from = words.subarray((asked.start - start) * bytes, (asked.end - start) * bytes);
    new Uint8Array(target.buffer, target.byteOffset + to * bytes, from.length).set(from);
    place += asked.end - asked.start;
  });
  return target as never; // the compiler cannot compare its half with this one
}

/**
 * Copies runs of words to memory, those of each list through one buffer, and calls `take` with each, in order, once all
 * have arrived.
 */
async function copyRuns(
  device: DeviceLike,
  stages: readonly (readonly WordRun[])[],
  take: (run: WordRun, words: Uint8Array) => void,
): Promise<void> {
  // Without a scope, the GPU would report an error to the device alone, and this would read zeros.
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const encoder = device.createCommandEncoder();
  const buffers = stages.map((runs) => {
    const size = runs.reduce((sum, run) => sum + run.size, 0);
    const to = device.createBuffer({ size, usage: USAGE.MAP_READ | USAGE.COPY_DST });
    let at = 0;
    for (const run of runs) {
      encoder.copyBufferToBuffer(run.buffer, run.offset, to, at, run.size);
      at += run.size;
    }
    return to;
  });
  try {
    device.queue.submit([encoder.finish()]);
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    // Nobody else unmaps these buffers, so only the loss of the device aborts the mapping.
    const lost = ({ message }: { readonly message: string }): object => ({
      message: `the device was lost: ${message}`,
    });
    const mapped = buffers.map((buffer) =>
      buffer
        .mapAsync(USAGE.MAP_READ)
        .then(undefined, (error: Error) => (error.name === 'AbortError' ? device.lost.then(lost) : error)),
    );
    for (const error of await Promise.all([...scopes, ...mapped]))
      if (error) throw new Error(`readback: ${(error as Error).message}`, { cause: error });
    for (const [i, buffer] of buffers.entries()) {
      const words = new Uint8Array(buffer.getMappedRange());
      let at = 0;
      for (const run of stages[i] as readonly WordRun[]) take(run, words.subarray(at, (at += run.size)));
    }
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
