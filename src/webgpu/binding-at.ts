import type { LayoutLike, SchemaOf } from '../../types/place/layout-like.ts';
import type { PathIn, PathParameter } from '../../types/place/path-parameter.ts';
import type { KindIn } from '../../types/view/source.ts';
import type { BufferIn, BuffersLike, BufferWindow, DeviceLike } from '../../types/webgpu/device.ts';
import type { ArrayType } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { roundUp } from '../schema/node.ts';
import { requireOptions } from '../schema/options.ts';
import { zeros } from '../view/flat.ts';
import { bufferPartsOf, wordRunsOf } from './buffer-parts.ts';
import { requireGpuKind } from './gpu-flat.ts';
import { rangesAt } from './ranges.ts';
import { BUFFER_UNIT, mostBytesOf } from './split.ts';
import { requireDevice } from './upload.ts';

/**
 * Returns the range of a leaf or subtree as a resource for a bind group, so that a shader sees that part alone. Its
 * text is `wgsl(layout.sub(path))`. The part must start at a multiple of the device's
 * `minStorageBufferOffsetAlignment`, which is at most 256 bytes: 64 elements of a `Float32Array`. `aligned(64, …)` and
 * `layout(schema, { align: 64 })` put it there. `type` is the kind of the flat array, `Float32Array` by default.
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
  options: { readonly type?: KindIn<A> } = {},
): Required<BufferWindow<BufferIn<B>>> {
  requireDevice(device);
  const root = rootOfLayout(layout);
  requireOptions('bindingAt', options, ['type']);
  const { BYTES_PER_ELEMENT: bytes } = requireGpuKind(zeros(0, options.type as ArrayType | undefined));
  const ranges = rangesAt(root, path);
  const parts = bufferPartsOf(buffers, root.size * bytes, 'STORAGE');
  const [run, second] = parts.flatMap((part) => wordRunsOf(part, ranges, bytes));
  const { minStorageBufferOffsetAlignment: multiple } = device.limits;
  const offset = run ? run.offset + run.start - run.first : 0;
  const most = mostBytesOf(device.limits);
  const why =
    !run ? 'has no elements'
    : second ? 'lies in several buffers'
    : offset % multiple > 0 ?
      `starts at byte ${offset}, not at a multiple of ${multiple} (minStorageBufferOffsetAlignment); ` +
      `align it with aligned(${multiple / bytes}, …)`
    : run.size > most ? `takes ${run.size} bytes, and a binding at most ${most}`
    : '';
  if (!run || why) throw new RangeError(`'${path as string}' cannot be bound: it ${why}`);
  // Up to whole vectors, as far as the buffer has them.
  const size = Math.min(roundUp(run.size, BUFFER_UNIT), run.room);
  return { buffer: run.buffer, offset, size } as Required<BufferWindow<BufferIn<B>>>;
}
