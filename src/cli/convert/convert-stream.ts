import { DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import type { RoundingLoss } from '../../checkpoint/dtype/loss.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { WRITE_WINDOW_BYTES } from '../../checkpoint/save/file-pieces.ts';
import type { PlannedFile } from '../../checkpoint/save/plan.ts';
import { readFileData, type StoreFile } from '../../checkpoint/store/store-file.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { elementCountOf, piecesOf } from '../input/tensor-data.ts';
import { GatheredReader } from './gathered-pieces.ts';
import type { ConvertedTensor } from './convert-plan.ts';
import { BATCH_ELEMENTS } from './recode-elements.ts';

/** The input of a conversion and its listeners. */
export interface ConvertSource {
  readonly checkpoint: Checkpoint;
  readonly signal: AbortSignal;
  readonly onRead: (bytes: number) => void;
  /** Called with the number of values that were too large or too small for the new dtype, if there are any. */
  readonly onLoss: (tensor: string, loss: RoundingLoss) => void;
}

/**
 * Writes a file as pieces of at most 1 MiB. They alternate between two windows, so a piece is valid until the
 * caller requests the second piece after it.
 */
export async function* convertedPiecesOf(
  { header, tensors, size: total }: PlannedFile<ConvertedTensor>,
  reading: ConvertSource,
): AsyncGenerator<Uint8Array> {
  yield header;
  const length = Math.min(WRITE_WINDOW_BYTES, total);
  let [filling, other] = [new Uint8Array(length), new Uint8Array(length)];
  let used = 0;
  const { checkpoint, signal, onRead } = reading;
  const plain = tensors.filter(({ arranged }) => arranged === undefined);
  const ahead = new ReadAhead(plain, checkpoint, signal, onRead);
  const gathered = new GatheredReader(checkpoint, signal, onRead);
  for (const tensor of tensors) {
    for await (const bytes of recodedPiecesOf(tensor, { ahead, gathered }, reading.onLoss)) {
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

interface Readers {
  readonly ahead: ReadAhead;
  readonly gathered: GatheredReader;
}

/** Converts a tensor piece by piece. A piece is valid until the next one is requested. */
async function* recodedPiecesOf(
  tensor: ConvertedTensor,
  { ahead, gathered }: Readers,
  onLoss: ConvertSource['onLoss'],
): AsyncGenerator<Uint8Array> {
  const { slot, info, dtype, recode, arranged } = tensor;
  const pieces = arranged === undefined ? ahead.pieces(tensor) : gathered.pieces(arranged);
  if (recode === undefined) {
    yield* pieces;
    return;
  }
  const from = DTYPE_BITS[info.dtype] / 8;
  const to = DTYPE_BITS[dtype] / 8;
  const target = new Uint8Array(Math.min(BATCH_ELEMENTS, elementCountOf(info)) * to);
  const loss = { infinite: 0, zero: 0 };
  let done = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += BATCH_ELEMENTS * from) {
      const batch = piece.subarray(at, at + BATCH_ELEMENTS * from);
      const count = batch.length / from;
      const written = target.subarray(0, count * to);
      recode(batch, written, slot.path, done, loss);
      done += count;
      yield written;
    }
  }
  if (loss.infinite + loss.zero > 0) onLoss(slot.path, loss);
}

/** A tensor and its name in the input. */
interface SourceTensor {
  readonly source: string;
  readonly info: TensorInfo;
}

/**
 * Reads tensors in the given order. It reads small neighbours together, at most 1 MiB at a time, because one request or
 * system call per small tensor would take most of the time.
 */
class ReadAhead {
  readonly #checkpoint: Checkpoint;
  readonly #signal: AbortSignal;
  readonly #onRead: (bytes: number) => void;
  /** For each tensor, the end of the neighbours that are read after it. */
  readonly #ends = new Map<string, number>();
  #window = new Uint8Array(0);
  #held: { readonly data: StoreFile; readonly start: number; readonly end: number } | undefined;

  constructor(
    tensors: readonly SourceTensor[],
    checkpoint: Checkpoint,
    signal: AbortSignal,
    onRead: (bytes: number) => void,
  ) {
    this.#checkpoint = checkpoint;
    this.#signal = signal;
    this.#onRead = onRead;
    let next: SourceTensor | undefined;
    for (const tensor of [...tensors].reverse()) {
      const { source, info } = tensor;
      const isBefore =
        next !== undefined &&
        next.info.start === info.end &&
        checkpoint.dataOf(next.source) === checkpoint.dataOf(source);
      this.#ends.set(source, isBefore && next !== undefined ? (this.#ends.get(next.source) as number) : info.end);
      next = tensor;
    }
  }

  /** Reads a tensor in pieces of whole elements. A piece is valid until the next one is requested. */
  async *pieces({ source, info: { start, end } }: SourceTensor): AsyncGenerator<Uint8Array> {
    if (end - start >= WRITE_WINDOW_BYTES) return yield* piecesOf(this.#checkpoint, source, this.#signal, this.#onRead);
    if (start === end) return;
    this.#signal.throwIfAborted();
    const data = this.#checkpoint.dataOf(source);
    if (this.#held?.data !== data || start < this.#held.start || end > this.#held.end) {
      const last = Math.min(start + WRITE_WINDOW_BYTES, this.#ends.get(source) as number);
      if (this.#window.length < last - start) this.#window = new Uint8Array(last - start);
      this.#held = undefined;
      await readFileData(data, this.#window.subarray(0, last - start), start);
      this.#held = { data, start, end: last };
    }
    this.#onRead(end - start);
    yield this.#window.subarray(start - this.#held.start, end - this.#held.start);
  }
}
