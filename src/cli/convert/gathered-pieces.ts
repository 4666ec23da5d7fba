import { type ArrayType, typeOfKind } from '../../array/kind.ts';
import type { AnyArray } from '../../../types/array/kind.ts';
import { gatherWindow } from '../../checkpoint/arrange/window.ts';
import { type Dtype, DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import { WRITE_WINDOW_BYTES } from '../../checkpoint/save/file-pieces.ts';
import type { Checkpoint } from '../input/open-checkpoint.ts';
import { piecesOf } from '../input/tensor-data.ts';
import type { OutputSource, OutputTensor } from '../mapping/output-tensors.ts';

/** Arrays for elements of so many bytes. Elements are moved as integers. */
const KIND_BY_SIZE: Readonly<Record<number, string>> = {
  1: 'Uint8Array',
  2: 'Uint16Array',
  4: 'Uint32Array',
  8: 'BigUint64Array',
};

/** Whether elements of a dtype can be moved one by one. */
export const isMovable = (dtype: Dtype): boolean => KIND_BY_SIZE[DTYPE_BITS[dtype] / 8] !== undefined;

/**
 * Reads tensors that a mapping arranges anew. It holds the sources of one output tensor in memory, and keeps those that
 * the next one needs too.
 */
export class GatheredReader {
  readonly #checkpoint: Checkpoint;
  readonly #signal: AbortSignal;
  readonly #onRead: (bytes: number) => void;
  #held = new Map<string, AnyArray>();

  constructor(checkpoint: Checkpoint, signal: AbortSignal, onRead: (bytes: number) => void) {
    this.#checkpoint = checkpoint;
    this.#signal = signal;
    this.#onRead = onRead;
  }

  /**
   * Gives the bytes of an output tensor in pieces of at most 1 MiB. A piece is valid until the next one is requested.
   */
  async *pieces({ dtype, shape, sources }: OutputTensor): AsyncGenerator<Uint8Array> {
    const size = DTYPE_BITS[dtype] / 8;
    const Type = typeOfKind(KIND_BY_SIZE[size]) as ArrayType; // the plan has checked the dtype
    const held = new Map<string, AnyArray>();
    for (const source of sources)
      held.set(source.name, this.#held.get(source.name) ?? (await this.#read(source, size, Type)));
    this.#held = held;
    const length = shape.reduce((count, dimension) => count * dimension, 1);
    const window = new Type(Math.min(length, WRITE_WINDOW_BYTES / size));
    for (let first = 0; first < length; first += window.length) {
      this.#signal.throwIfAborted();
      const count = Math.min(window.length, length - first);
      for (const { name, boxes } of sources)
        if (boxes !== undefined) gatherWindow(boxes, held.get(name) as AnyArray, first, count, window);
      yield new Uint8Array(window.buffer, 0, count * size);
    }
  }

  async #read({ name, info }: OutputSource, size: number, Type: ArrayType): Promise<AnyArray> {
    const array = new Type((info.end - info.start) / size);
    const bytes = new Uint8Array(array.buffer);
    let at = 0;
    for await (const piece of piecesOf(this.#checkpoint, name, this.#signal, this.#onRead)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return array;
  }
}
