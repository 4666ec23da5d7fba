import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn, PathParameter } from '../../types/place/path-parameter.ts';
import type { KindIn } from '../../types/view/source.ts';
import type { BufferIn, BuffersLike, BufferWindow, DeviceLike } from '../../types/webgpu/device.ts';
import { type ArrayType, FLOAT32 } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bufferPartsOf } from './buffer-parts.ts';
import { requireGpuKind } from './gpu-flat.ts';
import { noBinding, notAligned } from './issues.ts';
import { rangeAt } from './ranges.ts';
import { BUFFER_UNIT, mostBytesOf } from './split.ts';
import { requireDevice } from './upload.ts';

/**
 * Returns the range of a leaf or subtree as a resource for a bind group, so that a shader sees that part alone. Its text
 * is `wgsl(layout.sub(path))`. The part must start at a multiple of the device's `minStorageBufferOffsetAlignment`, which
 * is at most 256 bytes: 64 elements of a `Float32Array`. `aligned(64, …)` and `layout(schema, { align: 64 })` put it
 * there. `type` is the kind of the flat array, `Float32Array` by default.
 *
 * @example
 * const net = layout({ h: repeat(2, aligned(64, { weight: [8, 8], bias: [8] })) });
 * const buffer = upload(device, net, net.zeros());
 * const { offset, size } = bindingAt(device, buffer, net, 'h.1');
 * [offset, size]; // [512, 512]
 * bindingAt(device, upload(device, model, flat), model, 'h.1');
 * // => RangeError: 'h.1' cannot be bound: it starts at byte 80, not at a multiple of 256
 *
 * @throws RangeError for an unknown path, a part that is empty, not aligned, too large for a binding or in several
 * buffers, and for a buffer without room for the flat array or without the usage STORAGE
 * @throws TypeError for anything but a device, buffers, a layout and a path
 */
export function bindingAt<const B extends BuffersLike, L extends LayoutLike, const P extends string, A = Float32Array>(
  device: DeviceLike,
  buffers: B,
  layout: L,
  path: PathIn<P, PathParameter<SchemaOf<L>, P>>,
  options?: { readonly type?: KindIn<A> },
): Required<BufferWindow<BufferIn<B>>> {
  requireDevice(device);
  const root = rootOfLayout(layout);
  requireOptions('bindingAt', options ?? {}, ['type']);
  const bytes = requireGpuKind((options?.type as ArrayType | undefined) ?? FLOAT32).BYTES_PER_ELEMENT;
  const parts = bufferPartsOf(buffers, root.size, bytes, 'STORAGE');
  const { start, end } = rangeAt(root, path as string);
  const fail = (why: string): never => {
    throw new RangeError(noBinding(path as string, why));
  };
  const part = parts.find((each) => start >= each.start && end <= each.end) ?? fail('lies in several buffers');
  const { minStorageBufferOffsetAlignment: multiple } = device.limits;
  const offset = part.offset + (start - part.start) * bytes;
  const length = (end - start) * bytes;
  const most = mostBytesOf(device.limits);
  if (length === 0) fail('has no elements');
  if (offset % multiple !== 0) fail(notAligned(offset, multiple, multiple / bytes));
  if (length > most) fail(`takes ${length} bytes, and a binding at most ${most}`);
  // Up to whole vectors, as far as the buffer has them.
  const rest = Math.floor((part.buffer.size - offset) / 4) * 4;
  const size = Math.min(Math.ceil(length / BUFFER_UNIT) * BUFFER_UNIT, rest);
  return { buffer: part.buffer, offset, size } as Required<BufferWindow<BufferIn<B>>>;
}
