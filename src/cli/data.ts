import { BITS, type Dtype } from '../checkpoint/dtype/dtype.ts';
import { readData } from '../checkpoint/load/data.ts';
import type { TensorInfo } from '../checkpoint/header/header.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Bytes of a tensor that are in memory at once. It is a multiple of every element's size. */
const WINDOW = 2 ** 20;

/**
 * The bytes of a tensor in pieces of whole elements, at most 1 MiB each (or another multiple of an element's size), lowest byte first. A piece
 * holds until the next is asked for, and begins at a multiple of an element's size in memory.
 *
 * @throws CheckpointError where the source ends within the tensor, the signal's reason where it stops the work
 */
export async function* piecesOf(checkpoint: Checkpoint, name: string, signal: AbortSignal, onRead?: (bytes: number) => void, most = WINDOW): AsyncGenerator<Uint8Array> {
  const { start, end } = checkpoint.tensors.get(name) as TensorInfo;
  const data = checkpoint.dataOf(name);
  const window = new Uint8Array(Math.min(most, end - start));
  for (let at = start; at < end; at += window.length) {
    signal.throwIfAborted();
    const piece = window.subarray(0, end - at);
    await readData(data, piece, at, onRead);
    yield piece;
  }
}

/** Elements of a tensor. A shape's product is held against its bytes when the header is read, so it is a number. */
export const elementsOf = ({ dtype, start, end }: TensorInfo): number => ((end - start) * 8) / BITS[dtype];

/** Bits of an element. */
export const bitsOf = (dtype: Dtype): number => BITS[dtype];
