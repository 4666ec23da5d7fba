import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { DeviceBuffer, DeviceLike } from '../../types/webgpu/device.ts';
import type { UploadOptions } from '../../types/webgpu/upload.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { roundUp } from '../schema/node.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFlat } from '../view/flat.ts';
import { bufferPartsOf, USAGE } from './buffer-parts.ts';
import { requireGpuKind } from './gpu-flat.ts';
import { expected } from './issues.ts';
import { BUFFER_UNIT, bufferRangesOf, mostBytesOf } from './split.ts';
import { queueRanges } from './write-ranges.ts';

/**
 * Copies a flat array into a new storage buffer. Its size is rounded up to 16 bytes, so that a shader that reads it as
 * `vec4` sees every element. With `split: true` it returns a list of buffers: one, or as many as the limits of the
 * device demand, cut where `wgsl` cuts with the same `limits`. A flat array of 16-bit words becomes 16-bit elements.
 *
 * @example
 * const buffer = upload(device, model, flat);
 * buffer.size; // 240
 * upload(device, model, model.zeros(Uint16Array)).size; // 128: 60 elements of two bytes, rounded up
 * upload(device, model, model.zeros(Float64Array)); // TypeError: found a Float64Array
 *
 * @throws RangeError for a flat array of another length, and for one that exceeds a limit of the device
 * @throws TypeError for anything but a device, a layout and a flat array of a kind that shaders read
 */
export function upload<D extends DeviceLike, L extends LayoutLike, A extends NumberArray>(
  device: D,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options?: UploadOptions & { readonly split?: false },
): DeviceBuffer<D>;
export function upload<D extends DeviceLike, L extends LayoutLike, A extends NumberArray>(
  device: D,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  options: UploadOptions & { readonly split: true },
): DeviceBuffer<D>[];
export function upload(
  device: DeviceLike,
  layout: LayoutLike,
  flat: NumberArray,
  options: UploadOptions = {},
): object | object[] {
  requireDevice(device);
  const root = rootOfLayout(layout);
  const bound = bindFlat(root.size, requireGpuKind(flat as AnyArray));
  requireOptions('upload', options, ['split', 'usage', 'label']);
  const { split = false, usage = 0, label = 'paramlayout' } = options;
  const bytes = bound.BYTES_PER_ELEMENT;
  const ranges = bufferRangesOf(root, device.limits, bytes);
  if (!split && ranges.length > 1)
    throw new RangeError(
      `the flat array takes ${bound.byteLength} bytes, but maxStorageBufferBindingSize or maxBufferSize is ` +
        `${mostBytesOf(device.limits)}; request larger limits or pass { split: true }`,
    );
  const buffers = ranges.map(({ start, end }) =>
    device.createBuffer({
      size: roundUp(Math.max(1, (end - start) * bytes), BUFFER_UNIT),
      usage: usage | USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST,
      label,
    }),
  );
  queueRanges(device.queue, bufferPartsOf(buffers, bound.byteLength, 'COPY_DST'), bound, ranges);
  return split ? buffers : (buffers[0] as object);
}

/** @throws TypeError for anything but a device, or but a queue, by one of its methods */
export function requireDevice(device: unknown, method = 'createBuffer'): void {
  if (typeof (device as Record<string, unknown> | undefined)?.[method] !== 'function')
    throw new TypeError(expected('a GPUDevice', device));
}
