import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { BuffersLike, DeviceLike } from '../../types/webgpu/device.ts';
import type { ReadbackOptions, ReadElements } from '../../types/webgpu/readback.ts';
import type { Where } from '../../types/webgpu/where.ts';
import type { ArrayType } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFlat, zeros } from '../view/flat.ts';
import { bufferPartsOf, USAGE, wordRunsOf } from './buffer-parts.ts';
import { requireGpuKind } from './gpu-flat.ts';
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
 * @throws Error if the device was lost, or if the GPU could not copy, as from a buffer that was destroyed or from one
 * of another device
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
  options: ReadbackOptions<L, A, O, W> = {},
): Promise<ReadElements<L, A, O, W>> {
  requireDevice(device);
  const root = rootOfLayout(layout);
  requireOptions('readback', options, ['type', 'out', 'at']);
  const { type, out, at } = options;
  const ranges = at === undefined ? [{ start: 0, end: root.size }] : rangesAt(root, at);
  const count = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const target =
    out === undefined ?
      requireGpuKind(zeros(count, type as ArrayType | undefined))
    : bindFlat(root.size, requireGpuKind(out as NumberArray as AnyArray));
  const bytes = target.BYTES_PER_ELEMENT;
  const parts = bufferPartsOf(buffers, root.size * bytes, 'COPY_SRC');
  const stages = parts.map((part) => {
    const runs = wordRunsOf(part, ranges, bytes);
    const length = runs.reduce((sum, run) => sum + run.size, 0);
    return { runs, buffer: device.createBuffer({ size: length, usage: USAGE.MAP_READ | USAGE.COPY_DST }) };
  });
  const encoder = device.createCommandEncoder();
  for (const { runs, buffer } of stages)
    for (const run of runs) encoder.copyBufferToBuffer(run.buffer, run.offset, buffer, run.place, run.size);
  // Without a scope, the GPU would report an error to the device alone, and the result would be zeros.
  device.pushErrorScope('validation');
  device.queue.submit([encoder.finish()]);
  const error = device.popErrorScope();
  // The GPU copies from here on, in the order of its queue. Only programs that read back load the rest.
  const { collect } = await import('./collect.ts');
  await collect(stages, error, target, out === undefined);
  return target as never; // the compiler cannot compare its half with this one
}
