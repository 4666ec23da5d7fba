import { BITS } from '../../checkpoint/dtype/dtype.ts';
import type { PlannedFile } from '../../checkpoint/save/plan.ts';
import { WINDOW } from '../../checkpoint/save/stream.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import { elementCountOf } from '../input/data.ts';
import { ReadAhead } from './ahead.ts';
import type { ConvertedTensor } from './plan.ts';
import { BATCH_ELEMENTS } from './recode.ts';

/** Where the elements come from, and who is told of them. */
export interface ConvertSource {
  readonly checkpoint: Checkpoint;
  readonly signal: AbortSignal;
  readonly onRead: (bytes: number) => void;
  /** Told of finite values that were too large for the new type. */
  readonly onOver: (tensor: string, count: number) => void;
}

/** The bytes of a file in pieces of at most 1 MiB, which are gathered in two windows by turns: one holds until the next but one is asked for. */
export async function* convertedPiecesOf(
  { header, tensors, size: total }: PlannedFile<ConvertedTensor>,
  reading: ConvertSource,
): AsyncGenerator<Uint8Array> {
  yield header;
  const length = Math.min(WINDOW, total);
  let [filling, other] = [new Uint8Array(length), new Uint8Array(length)];
  let used = 0;
  const ahead = new ReadAhead(tensors, reading.checkpoint, reading.signal, reading.onRead);
  for (const tensor of tensors) {
    for await (const bytes of recodedPiecesOf(tensor, ahead, reading.onOver)) {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + filling.length - used);
        filling.set(part, used);
        used += part.length;
        at += part.length;
        if (used < filling.length) continue;
        yield filling;
        [filling, other] = [other, filling];
        used = 0;
      }
    }
  }
  if (used > 0) yield filling.subarray(0, used);
}

/** The bytes of a tensor as they are written. A piece holds until the next is asked for. */
async function* recodedPiecesOf(
  tensor: ConvertedTensor,
  ahead: ReadAhead,
  onOver: ConvertSource['onOver'],
): AsyncGenerator<Uint8Array> {
  const { slot, info, dtype, recode } = tensor;
  const pieces = ahead.pieces(tensor);
  if (recode === undefined) {
    yield* pieces;
    return;
  }
  const from = BITS[info.dtype] / 8;
  const to = BITS[dtype] / 8;
  const target = new Uint8Array(Math.min(BATCH_ELEMENTS, elementCountOf(info)) * to);
  let [done, over] = [0, 0];
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += BATCH_ELEMENTS * from) {
      const batch = piece.subarray(at, at + BATCH_ELEMENTS * from);
      const count = batch.length / from;
      const written = target.subarray(0, count * to);
      over += recode(batch, written, slot.path, done);
      done += count;
      yield written;
    }
  }
  if (over > 0) onOver(slot.path, over);
}
