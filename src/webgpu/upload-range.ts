import type { AnyArray, NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { FlatIn, FlatSchemaOf } from '../../types/view/flat.ts';
import type { BuffersLike, DeviceLike, QueueLike } from '../../types/webgpu/device.ts';
import type { Where, WhereCheck, WhereIn } from '../../types/webgpu/where.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { bindFlat } from '../view/flat.ts';
import { bufferPartsOf } from './buffer-parts.ts';
import { requireGpuKind } from './gpu-flat.ts';
import { rangesAt } from './ranges.ts';
import { requireDevice } from './upload.ts';
import { queueRanges } from './write-ranges.ts';

/**
 * Copies part of a flat array to its place in the buffer that holds the whole of it on the GPU: the range of a path, or
 * the ranges of a selection. Each range is one `writeBuffer`, so it takes effect in the order of the queue. For a path
 * below a tie, that is the range of the owner.
 *
 * A GPU writes words of four bytes. Of 16-bit elements a range therefore grows to whole words: the neighbour in the
 * first or last word is written from the flat array, too. Keep it up to date, or align leaves to two elements.
 *
 * @example
 * const buffer = upload(device, model, flat);
 * model.view(flat).h[1].bias.fill(7);
 * uploadRange(device, buffer, model, flat, 'h.1.bias');
 * uploadRange(device, buffer, model, flat, select(model, '**.bias'));
 * const typo: string = 'h.1.bais'; // as a literal it does not compile
 * uploadRange(device, buffer, model, flat, typo); // RangeError: there is no 'bais' in 'h.1'; did you mean 'bias'?
 *
 * @throws RangeError for an unknown path, a flat array of another length, and a buffer without room for it or without
 * the usage COPY_DST
 * @throws TypeError for anything but a device or queue, buffers, a layout, a flat array and a path or selection
 */
export function uploadRange<L extends LayoutLike, A extends NumberArray, const W extends Where>(
  target: Pick<DeviceLike, 'queue'> | QueueLike,
  buffers: BuffersLike,
  layout: L,
  flat: FlatIn<FlatSchemaOf<L>, A>,
  where: WhereIn<W, WhereCheck<L, W>>,
): void {
  const queue = (target as Partial<DeviceLike> | undefined)?.queue ?? (target as QueueLike);
  requireDevice(queue, 'writeBuffer');
  const root = rootOfLayout(layout);
  const bound = bindFlat(root.size, requireGpuKind(flat as NumberArray as AnyArray));
  const parts = bufferPartsOf(buffers, bound.byteLength, 'COPY_DST');
  queueRanges(queue, parts, bound, rangesAt(root, where));
}
