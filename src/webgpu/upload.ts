import type { NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { BufferOf, DeviceLike } from '../../types/webgpu/device.ts';
import type { UploadOptions } from '../../types/webgpu/upload.ts';
import { bytesWithin } from '../array/bytes-within.ts';
import { describe } from '../array/describe.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { isSize } from '../schema/size.ts';
import { USAGE } from './buffer-parts.ts';
import { bindGpuFlat } from './gpu-flat.ts';
import { badFlag, badNumber, noDevice, tooLarge } from './issues.ts';
import { BUFFER_UNIT, bufferRangesOf, mostBytesOf } from './split.ts';

/**
 * Copies a flat array into a new storage buffer. Its size is rounded up to 16 bytes, so that a shader that reads it as
 * `vec4` sees every element. With `split: true` it returns a list of buffers: one, or as many as the limits of the
 * device demand, cut where `wgsl` cuts with the same `limits`. A flat array of 16-bit words becomes 16-bit elements.
 *
 * @example
 * const buffer = upload(device, model, flat);
 * buffer.size; // 240
 * upload(device, model, model.zeros(Uint16Array)).size; // 128: 60 elements of two bytes, rounded up
 * upload(device, model, model.zeros(Float64Array)); // TypeError: a flat array that a shader can read was expected
 *
 * @throws RangeError for a flat array of another length, and for one that exceeds a limit of the device
 * @throws TypeError for anything but a device, a layout and a flat array of a kind that shaders read
 */
export function upload<D extends DeviceLike, L extends LayoutLike, A extends NumberArray>(
  device: D,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: UploadOptions & { readonly split?: false },
): BufferOf<D>;
export function upload<D extends DeviceLike, L extends LayoutLike, A extends NumberArray>(
  device: D,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options: UploadOptions & { readonly split: true },
): BufferOf<D>[];
export function upload(
  device: DeviceLike,
  layout: LayoutLike,
  flat: NumberArray,
  options: UploadOptions = {},
): object | object[] {
  requireDevice(device);
  const bound = bindGpuFlat(rootOfLayout(layout).size, flat);
  requireOptions('upload', options, ['split', 'usage', 'label']);
  const { split = false, usage = 0, label = 'paramlayout' } = options;
  if (typeof split !== 'boolean') throw new TypeError(badFlag('upload: split', describe(split)));
  if (!isSize(usage)) throw new TypeError(badNumber('upload: usage', describe(usage)));
  const bytes = bound.BYTES_PER_ELEMENT;
  const ranges = bufferRangesOf(layout, device.limits, bytes);
  if (!split && ranges.length > 1) {
    const { limit, bytes: most } = mostBytesOf(device.limits);
    throw new RangeError(tooLarge(bound.length * bytes, limit, most));
  }
  const made: ReturnType<DeviceLike['createBuffer']>[] = [];
  try {
    for (const { start, end } of ranges) {
      const size = Math.ceil(Math.max(1, (end - start) * bytes) / BUFFER_UNIT) * BUFFER_UNIT;
      const buffer = device.createBuffer({
        size,
        usage: usage | USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST,
        mappedAtCreation: true,
        label: split ? `${label} ${made.length}` : label,
      });
      made.push(buffer);
      new Uint8Array(buffer.getMappedRange()).set(bytesWithin(bound as Float32Array, start * bytes, end * bytes));
      buffer.unmap();
    }
  } catch (error) {
    for (const buffer of made) buffer.destroy();
    throw error;
  }
  return split ? made : (made[0] as object);
}

/** @throws TypeError for anything but a device */
export function requireDevice(device: unknown): void {
  const { createBuffer, queue } = (device ?? {}) as Partial<DeviceLike>;
  if (typeof createBuffer !== 'function' || typeof queue !== 'object') throw new TypeError(noDevice(describe(device)));
}
