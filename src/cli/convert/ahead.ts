import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { type Data, readData } from '../../checkpoint/load/data.ts';
import { WINDOW } from '../../checkpoint/save/stream.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import { piecesOf } from '../input/data.ts';

/** A tensor by its name in the checkpoint that is read. */
interface SourceTensor {
  readonly source: string;
  readonly info: TensorInfo;
}

/**
 * Reads tensors one after the other, in the order given. Small ones that lie side by side are read in one go, at most 1 MiB: of a file with
 * many of them, a request or a call for each would take most of the time.
 */
export class ReadAhead {
  readonly #checkpoint: Checkpoint;
  readonly #signal: AbortSignal;
  readonly #onRead: (bytes: number) => void;
  /** Where the neighbours end that are read after a tensor too. */
  readonly #ends = new Map<string, number>();
  #window = new Uint8Array(0);
  #held: { readonly data: Data; readonly start: number; readonly end: number } | undefined;

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

  /** The bytes of a tensor in pieces of whole elements. A piece holds until the next is asked for. */
  async *pieces({ source, info: { start, end } }: SourceTensor): AsyncGenerator<Uint8Array> {
    if (end - start >= WINDOW) return yield* piecesOf(this.#checkpoint, source, this.#signal, this.#onRead);
    if (start === end) return;
    this.#signal.throwIfAborted();
    const data = this.#checkpoint.dataOf(source);
    if (this.#held?.data !== data || start < this.#held.start || end > this.#held.end) {
      const last = Math.min(start + WINDOW, this.#ends.get(source) as number);
      if (this.#window.length < last - start) this.#window = new Uint8Array(last - start);
      this.#held = undefined;
      await readData(data, this.#window.subarray(0, last - start), start);
      this.#held = { data, start, end: last };
    }
    this.#onRead(end - start);
    yield this.#window.subarray(start - this.#held.start, end - this.#held.start);
  }
}
