import type { NumberArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { BuffersLike, DeviceLike, MappableBuffer } from '../../types/webgpu/device.ts';
import type { ReadbackOptions, ReadElements } from '../../types/webgpu/readback.ts';
import type { Where } from '../../types/webgpu/where.ts';
import { bytesWithin } from '../array/bytes-within.ts';
import { type ArrayType, FLOAT32 } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { requireNumberType } from '../view/source.ts';
import { bufferPartsOf, USAGE, type WordRun, wordRunsOf } from './buffer-parts.ts';
import { bindGpuFlat, requireGpuKind } from './gpu-flat.ts';
import { failedRead, lostDevice } from './issues.ts';
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
  const { size: length } = rootOfLayout(layout);
  requireOptions('readback', options ?? {}, ['type', 'out', 'at']);
  const { type, out, at } = options ?? {};
  const Type = out === undefined ? requireNumberType((type as ArrayType | undefined) ?? FLOAT32) : undefined;
  if (Type !== undefined) requireGpuKind(new Type(0));
  const bound = out === undefined ? undefined : bindGpuFlat(length, out as NumberArray);
  const bytes = (bound ?? (Type as ArrayType)).BYTES_PER_ELEMENT;
  const parts = bufferPartsOf(buffers, length, bytes, 'COPY_SRC');
  const ranges = at === undefined ? [{ start: 0, end: length }] : rangesAt(rootOfLayout(layout), at);
  const runs = wordRunsOf(ranges, parts, bytes);
  const target = bound ?? new (Type as ArrayType)(ranges.reduce((sum, { start, end }) => sum + end - start, 0));

  let place = 0; // of the next element in a new array
  await copyRuns(device, runs, ({ start, asked }, words) => {
    const count = asked.end - asked.start;
    const to = (bound === undefined ? place : asked.start) * bytes;
    const from = words.subarray((asked.start - start) * bytes, (asked.end - start) * bytes);
    bytesWithin(target as Float32Array, to, to + count * bytes).set(from);
    place += count;
  });
  return target as never; // the compiler cannot compare its half with this one
}

/** Words on their way: a buffer that can be mapped, and the runs that lie in it one after the other. */
interface Stage {
  size: number;
  readonly runs: WordRun[];
}

/** Copies runs of words to memory and calls `take` with each, in order, once all have arrived. */
async function copyRuns(
  device: DeviceLike,
  runs: readonly WordRun[],
  take: (run: WordRun, words: Uint8Array) => void,
): Promise<void> {
  const stages: Stage[] = [];
  for (const run of runs) {
    const last = stages.at(-1);
    if (last === undefined || last.size + run.size > device.limits.maxBufferSize)
      stages.push({ size: run.size, runs: [run] });
    else {
      last.size += run.size;
      last.runs.push(run);
    }
  }
  const buffers: MappableBuffer[] = [];
  try {
    // Without a scope, the GPU would report an error to the device alone, and this would read zeros.
    for (const filter of FILTERS) device.pushErrorScope(filter);
    const encoder = device.createCommandEncoder();
    for (const stage of stages) {
      const buffer = device.createBuffer({ size: stage.size, usage: USAGE.MAP_READ | USAGE.COPY_DST });
      buffers.push(buffer);
      let at = 0;
      for (const { buffer: from, offset, size } of stage.runs) {
        encoder.copyBufferToBuffer(from, offset, buffer, at, size);
        at += size;
      }
    }
    device.queue.submit([encoder.finish()]);
    const errors = FILTERS.map(() => device.popErrorScope());
    const mapped = buffers.map((buffer) => buffer.mapAsync(USAGE.MAP_READ));
    await requireSuccess(device, errors, mapped);
    for (const [i, { runs: staged }] of stages.entries()) {
      const words = new Uint8Array((buffers[i] as MappableBuffer).getMappedRange());
      let at = 0;
      for (const run of staged) take(run, words.subarray(at, (at += run.size)));
    }
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
const FILTERS = ['validation', 'out-of-memory'] as const;

/** @throws Error for an error that the GPU reports, or if the device was lost */
async function requireSuccess(
  device: DeviceLike,
  errors: readonly PromiseLike<{ readonly message: string } | null>[],
  mapped: readonly PromiseLike<unknown>[],
): Promise<void> {
  const outcomes = await Promise.allSettled(mapped);
  for (const outcome of await Promise.allSettled(errors))
    if (outcome.status === 'fulfilled' && outcome.value !== null) throw new Error(failedRead(outcome.value.message));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return;
  const cause = failed.reason as Error;
  // Nobody else unmaps these buffers, so only the loss of the device aborts the mapping.
  if (cause.name === 'AbortError') throw new Error(lostDevice((await device.lost).message), { cause });
  throw new Error(failedRead(cause.message), { cause });
}
